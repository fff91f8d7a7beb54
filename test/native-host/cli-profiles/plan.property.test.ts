import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';
import { readCliConfig } from '../../../native-host/cli-profiles/cli-config.ts';
import type { SetUpRequest } from '../../../native-host/cli-profiles/plan-inputs.ts';
import { type Client, openClients } from '../../interop/ini-clients.ts';
import { OTHER, PORTAL, planFor, profile, session, wanted } from './rig.ts';
import '../../fixed-seed.ts';

const RUNS = process.env.KEYFERRY_SOAK ? 5000 : 300;
const { clients: all, close } = openClients();
/**
 * Only clients that really run. The other clients are models that can read only the credentials file, whose headers
 * contain no type.
 */
const clients = all.filter(({ name }) => /JavaScript|botocore/.test(name));
afterAll(close);

const NAMES = ['dev', 'prod', 'default', 'a.b', 'x@y+z'];
const ROLES = ['Admin', 'ReadOnly', 'a=b'];
const region = fc.constantFrom('eu-west-1', 'us-east-1');
const portal = fc.constantFrom(PORTAL, OTHER);
const breaks = fc.constantFrom('\n', '\r\n');

/** Makes sections such as people, the AWS CLI and Keyferry write. Each section ends with a line break. */
const section = fc.oneof(
  fc
    .record({ name: fc.constantFrom('demo', 'corp'), portal, region, own: fc.boolean() })
    .map(({ name, ...more }) => session(name, more)),
  fc
    .record({
      name: fc.constantFrom(...NAMES),
      roleName: fc.constantFrom(...ROLES),
      named: fc.constantFrom('demo', 'corp', 'gone'),
      portal,
      own: fc.boolean(),
      more: fc.constantFrom('', 'region = x\n', 's3 =\n  max_queue_size = 10\n', '# mine\ncli_pager =\n'),
    })
    .map(({ name, ...more }) => profile(name, more).replace('[profile default]', '[default]')),
  fc.constantFrom(...NAMES).map((name) => `[profile ${name}] # mine\nrole_arn = arn:x\nsource_profile = dev\n`),
  fc.constantFrom(
    '[services s]\ns3 =\n  endpoint_url = http://x\n',
    '[plugins]\nk = v\n',
    '[profile "dev"]\nk = v\n',
    '[preview]\n',
  ),
);
const comment = fc.constantFrom('', '\n', '# [profile dev]\n', '\n; x\n');
const headerOf = (text: string) => /^\[[^\]]*\]/.exec(text)?.[0].replace(/"/g, '') ?? '';
const configText = fc
  .tuple(
    comment,
    fc.uniqueArray(section, { maxLength: 6, selector: headerOf }),
    fc.array(comment, { minLength: 6, maxLength: 6 }),
    breaks,
    fc.boolean(),
  )
  .map(([top, sections, behind, lineBreak, final]) => {
    const text = top + sections.map((each, at) => each + behind[at]).join('');
    return (final ? text : text.trimEnd()).replaceAll('\n', lineBreak);
  });

const request: fc.Arbitrary<SetUpRequest> = fc
  .record({
    roles: fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...NAMES, 'new', 'other'), roleName: fc.constantFrom(...ROLES) }),
      {
        maxLength: 3,
        selector: ({ roleName }) => roleName,
      },
    ),
    portal,
    region,
    form: fc.constantFrom('session' as const, 'older' as const),
    whole: fc.boolean(),
    template: fc.constantFrom(undefined, '{role}'),
    prune: fc.constantFrom<SetUpRequest['prune'][]>([], ['dev'], 'all'),
    defaultRegion: fc.constantFrom(undefined, 'eu-west-1'),
    sessionName: fc.constantFrom(undefined, 'corp'),
  })
  .map(({ roles, ...change }) => wanted(roles, change));

/**
 * The body of a section without the blank lines and comments at its end. These lines stay when the section is removed.
 */
function withoutTail(body: string): string {
  const lines = body.split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '' && !/^[#;]/.test(line));
  return lines
    .slice(0, last + 1)
    .join('\n')
    .trimEnd();
}

/**
 * The parts that must not change: every comment, and each section from another program or a person. The comments at the
 * end of such a section are left out.
 */
function foreignParts(text: string): string[] {
  const { sessions, profiles } = readCliConfig(text);
  const ours = new Set(
    [...sessions.filter(({ isOwn }) => isOwn), ...profiles.filter(({ owner }) => owner)].map(({ line }) => line),
  );
  const lines = text.split(/(?<=\n)/);
  const starts = readSections(text).map(({ line }) => line);
  const parts = [1, ...starts].map((start, at) => ({
    start,
    body: lines.slice(start - 1, (starts[at] ?? lines.length + 1) - 1).join(''),
  }));
  return parts
    .filter(({ start }, at) => at === 0 || !ours.has(start))
    .map(({ body }) => withoutTail(body))
    .concat(text.match(/^[#;].*/gm) ?? []);
}

/**
 * Sets up profiles in the text of a config file.
 * @returns the new text, or the old text if Keyferry refuses the request
 */
function setUp(text: string, asked: SetUpRequest): string {
  try {
    const plan = planFor(text, asked);
    return plan.refusals.length > 0 ? text : plan.after;
  } catch (error) {
    if (error instanceof IniAmbiguity) return text;
    throw error;
  }
}

const counted = (parts: readonly string[]) => parts.filter(Boolean).toSorted();

/** If the client could read the old text, it must also read the new text and find the added profiles there. */
async function expectReadable(
  client: Client,
  [before, after]: readonly [string, string],
  asked: SetUpRequest,
): Promise<void> {
  const [was, now] = [await client.read(before), await client.read(after)];
  if (was === null || before === after) return;
  expect(now, client.name).not.toBeNull();
  for (const { is, name, roleName } of planFor(before, asked).changes) {
    if (is !== 'added' && is !== 'renamed') continue;
    const values = ['profile ', 'profile.', '']
      .map((type) => now?.get(type + name))
      .find((each) => each?.has('sso_role_name'));
    expect([client.name, name, values?.get('sso_role_name')]).toEqual([client.name, name, roleName]);
  }
}

describe('any sequence of set-ups', () => {
  it('attack 11: changes no byte of foreign sections, and every client can still read the file if it could before', async () => {
    let written = 0;
    const property = fc.asyncProperty(
      configText,
      fc.array(request, { minLength: 1, maxLength: 4 }),
      async (start, requests) => {
        let text = start;
        for (const asked of requests) {
          const next = setUp(text, asked);
          if (next !== text) written++;
          // If `prune` removes Keyferry's mark from a section, the section belongs to the user from then on.
          const [was, now] = [counted(foreignParts(text)), counted(foreignParts(next))];
          expect(now).toEqual(expect.arrayContaining(was));
          for (const client of clients) await expectReadable(client, [text, next], asked);
          expect(setUp(next, asked)).toBe(next);
          text = next;
        }
      },
    );
    await fc.assert(property, { numRuns: RUNS });
    expect(written).toBeGreaterThan(RUNS / 3);
  }, 900_000);
});
