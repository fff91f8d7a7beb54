import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type AwsFileKind, problemsAfterWrite } from '#core/ini/reader-problems.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type WantedProfile, withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { planCliProfiles } from '../../native-host/cli-profiles/plan.ts';
import type { ReadFile } from '../core/ini/ini-rules.ts';
import { type Client, openClients } from './ini-clients.ts';

/**
 * These test cases for AWS files are from aws-runtime/test-data in smithy-lang/smithy-rs. The AWS SDKs share them. Here,
 * each text is tested twice: as a credentials file and as a config file.
 */

const FILE = 'aws-profile-parser-tests.json';
const path =
  process.env.KEYFERRY_AWS_PARSER_TESTS ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data', FILE);
const isThere = existsSync(path);
if (!isThere) console.warn(`skipped: AWS's suite needs ${FILE}; name it with KEYFERRY_AWS_PARSER_TESTS`);

interface Case {
  readonly name: string;
  readonly input: { readonly configFile?: string; readonly credentialsFile?: string };
}
const cases: readonly Case[] = isThere ? JSON.parse(readFileSync(path, 'utf8')).tests : [];
const texts = cases.flatMap(({ name, input }) =>
  Object.values(input).map((text, nth) => ({ title: `${name}${nth === 0 ? '' : ' (second file)'}`, text })),
);

const PORTAL = 'https://demo.awsapps.com/start';
const ROLE = { accountId: '111122223333', roleName: 'Admin' };
const NEW = 'kf-new';

/**
 * The text of a file after a write, and the header of the new section. Each client must read `values` in this section.
 */
interface Written {
  readonly after: string;
  readonly header: string;
  readonly values: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

function asCredentials(text: string, name: string): Written {
  const credentials = {
    accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
    secretAccessKey: 'SECRETKEYFERRYEXAMPLE',
    sessionToken: 'TOKENKEYFERRYEXAMPLE',
    expiration: 1_800_000_000_000,
  };
  const wanted = { ...ROLE, name, portal: PORTAL, credentials } as WantedProfile;
  const after = withProfiles(text, [wanted], { file: 'credentials', replace: true });
  const values = {
    aws_access_key_id: credentials.accessKeyId,
    aws_secret_access_key: credentials.secretAccessKey,
    aws_session_token: credentials.sessionToken,
  };
  return { after, header: name, values, warnings: warningsOf(after, 'credentials', name) };
}

function asConfig(text: string, name: string): Written {
  const accounts = [{ accountId: ROLE.accountId, accountName: 'a', roles: [{ roleName: ROLE.roleName, name }] }];
  const request = { portal: PORTAL, region: 'eu-west-1', form: 'session' as const, accounts, whole: false, prune: [] };
  const files = { text, file: 'config', credentialsText: '', credentialsFile: 'credentials' };
  const plan = planCliProfiles(request, files);
  expect(plan.refusals).toEqual([]);
  const after = plan.newText();
  const header = `profile ${name}`;
  const values = { sso_session: 'demo', sso_account_id: ROLE.accountId, sso_role_name: ROLE.roleName };
  return { after, header, values, warnings: warningsOf(after, 'config', header) };
}

const warningsOf = (text: string, kind: AwsFileKind, header: string): string[] =>
  problemsAfterWrite(text, { kind, file: 'FILE', sections: new Set([header]) });

const JS = 'the AWS SDK for JavaScript';
/**
 * The name that a client gives to a section. For example, the SDK for JavaScript gives the name `profile.dev` to the
 * section `profile dev`.
 */
const listedAs = (client: Client, header: string): string =>
  client.name === JS ? header.replace(/^(profile|sso-session) /, '$1.') : header;

const plain = (values?: ReadonlyMap<string, string>) => values && Object.fromEntries([...values].sort());

function checkOthers(client: Client, was: ReadFile, now: ReadFile, ours: readonly string[]): void {
  for (const [name, values] of was) {
    if (!ours.includes(name)) expect(plain(now.get(name)), `${client.name} reads [${name}]`).toEqual(plain(values));
  }
}

/**
 * Checks the file after one write. Each client must be able to read the file, or a warning must contain the client's
 * name.
 */
async function check(clients: readonly Client[], before: string, written: Written): Promise<void> {
  const { after, header, values, warnings } = written;
  for (const client of clients) {
    const [was, now] = [await client.read(before), await client.read(after)];
    const own = listedAs(client, header);
    if (was && now) checkOthers(client, was, now, [own, listedAs(client, 'sso-session demo')]);
    expect(now === null, `${client.name} reads the file as it did before`).toBe(was === null);
    const seen = now?.get(own);
    if (seen) expect(Object.fromEntries(seen), `${client.name} reads [${own}]`).toMatchObject(values);
    else {
      expect(warnings.join('\n'), `${client.name} does not read [${own}]`).toMatch(/Line \d+ of FILE .* cannot read/);
    }
  }
}

describe.skipIf(!isThere)('the test cases that the AWS SDKs share', () => {
  let opened: ReturnType<typeof openClients>;
  let clients: readonly Client[];
  beforeAll(() => {
    opened = openClients();
    clients = opened.clients.filter(({ strict }) => strict);
  });
  afterAll(() => opened.close());

  it('are complete; this machine has the clients that must read all cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(65);
    expect(clients.map(({ name }) => name)).toEqual(expect.arrayContaining([JS, 'Go v2']));
  });

  it.each(texts)(
    'attack 11: $title: each client reads a new profile, or a warning names the client that cannot',
    async ({ text }) => {
      await check(clients, text, asCredentials(text, NEW));
      await check(clients, text, asConfig(text, NEW));
    },
  );

  /**
   * Writes keys to an existing profile.
   * @returns the error message, or null if the write succeeds
   */
  async function refusal(text: string, name: string): Promise<string | null> {
    let written: Written;
    try {
      written = asCredentials(text, name);
    } catch (error) {
      expect(error).toMatchObject({ code: 'FILE_AMBIGUOUS' });
      return (error as Error).message;
    }
    await check(clients, text, written);
    return null;
  }

  it('attack 11: a write to an existing profile is refused only if clients read the profile’s lines differently', async () => {
    const refusals: (string | null)[] = [];
    for (const { text } of texts) {
      const bare = text.replace(/^\[profile[ \t]+/gm, '[');
      const names = new Set(readSections(bare).map(({ name }) => name.trim()));
      for (const name of names) if (whyNotProfileName(name) === null) refusals.push(await refusal(bare, name));
    }
    const needed =
      /a second section called|a key that occurs twice|in a form that only some tools read|means something else/;
    expect(refusals.filter((each) => each !== null && !needed.test(each))).toEqual([]);
    expect(refusals.filter((each) => each === null).length).toBeGreaterThan(40);
  });
});
