import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { findSection } from '#core/ini/document.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';
import { profileName } from '#core/names/profile-name.ts';
import { withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { removeSection } from '../core/ini/edits.ts';
import type { ReadFile } from '../core/ini/ini-rules.ts';
import { type Client, openClients } from './ini-clients.ts';
import { afterRemoval, cut, cutToNext, glueFor, otherLines, outside } from './ini-outside.ts';
import { iniTexts, NAMES } from './ini-texts.ts';
import '../fixed-seed.ts';

const RUNS = process.env.KEYFERRY_SOAK ? 5000 : 300;
const { clients, close } = openClients();
afterAll(close);

const PORTAL = 'https://demo.awsapps.com/start';
const OWN_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x_security_token_expires',
  'x_keyferry',
];
/** The generated texts contain these keys. Keyferry must remove them when it writes new keys. */
const STALE_KEYS = ['aws_security_token', 'role_arn'];

interface Command {
  readonly name: string;
  /**
   * A number that is part of the written keys, so that each write has different keys. Null if the command removes the
   * profile.
   */
  readonly mark: number | null;
}

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.record({
    name: fc.constantFrom(...NAMES),
    mark: fc.oneof({ weight: 3, arbitrary: fc.nat(99) }, { weight: 1, arbitrary: fc.constant(null) }),
  }),
  { minLength: 1, maxLength: 6 },
);

const keysOf = (mark: number): ReadonlyArray<readonly [string, string]> => [
  ['aws_access_key_id', `ASIAKEYFERRYEXAMPLE${mark}`],
  ['aws_secret_access_key', `EXAMPLE/secret+${mark}/0123456789==`],
  ['aws_session_token', `${'EXAMPLE+token/'.repeat(20)}${mark}=`],
  ['x_security_token_expires', '2030-03-17T17:46:40Z'],
  ['x_keyferry', `1 111122223333 Admin=${mark} ${PORTAL}`],
];

function write(text: string, name: string, mark: number): string {
  const [accessKeyId, secretAccessKey, sessionToken] = keysOf(mark).map(([, value]) => value) as [
    string,
    string,
    string,
  ];
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration: 1_900_000_000_000 };
  const role = { accountId: '111122223333', roleName: `Admin=${mark}`, portal: PORTAL };
  return withProfiles(text, [{ name: profileName(name), ...role, credentials }], {
    file: 'credentials',
    replace: true,
  });
}

/** The text after the command, or null if the command was refused because the text is ambiguous. */
function run(text: string, { name, mark }: Command): string | null {
  try {
    return mark === null ? removeSection(text, name) : write(text, name, mark);
  } catch (error) {
    if (error instanceof IniAmbiguity || (error as { code?: string }).code === 'FILE_AMBIGUOUS') return null;
    throw error;
  }
}

/**
 * Matches a header that the SDK for JavaScript or the SDK for .NET does not recognise, because a comment follows. The
 * groups of the pattern are the header and the comment.
 */
const UNSEEN = /^(\[[^\]\n]*\])(?=[#;]|[ \t]+[#;][^\n]*=)[ \t]*(.*)/;

/**
 * Moves the comment after the section's header to a separate line, as Keyferry does. The new line has the same line
 * break as the header line. If the header line has no line break, the new line has the same line break as the first
 * line of the file.
 */
function withSeenHeader(section: string, file: string): string {
  const ending = /^[^\n]*\r\n/.test(section.includes('\n') ? section : file) ? '\r\n' : '\n';
  return section.replace(UNSEEN, (_, header, comment) => header + ending + comment);
}

function checkBytes(before: string, after: string, { name, mark }: Command): void {
  const was = cutToNext(before, name);
  const now = cutToNext(after, name);
  if (mark === null) {
    const parts = cut(before, name);
    expect(after).toBe(parts ? afterRemoval(parts) : before);
  } else if (was) {
    expect([now?.before, now?.after]).toEqual([was.before, was.after]);
    const kept = (section = '') => otherLines(section, [...OWN_KEYS, ...STALE_KEYS]);
    expect(kept(now?.section)).toEqual(kept(withSeenHeader(was.section, before)));
  } else {
    expect([now?.before, now?.after]).toEqual([before + glueFor(before), '']);
  }
}

/**
 * Removes the carriage returns at the ends of a value's lines. The SDK for Go keeps them in a value with several lines.
 * Keyferry adds a line break to the last line of a file if it is missing. In a Windows file, the SDK for Go then reads
 * one more carriage return.
 */
const withoutReturns = (value?: string) => value?.replace(/\r(?=\n|$)/g, '');

const plain = (values?: ReadonlyMap<string, string>) =>
  values && Object.fromEntries([...values].map(([key, value]) => [key, withoutReturns(value)] as const).sort());

/**
 * Whether a client must read the section correctly after the write. It must do so if it read the section correctly
 * before the write.
 */
function isBound(client: Client, view: ReadFile | null, before: string, name: string): view is ReadFile {
  if (view === null) return false;
  if (client.strict) return true;
  // The package `ini` reads the header `["dev"]` as `[dev]`, and combines the two sections.
  if (client.name === 'ini' && before.includes(`["${name}"]`)) return false;
  const values = findSection(before, name)?.values;
  if (values === undefined) return !view.has(name);
  const seen = view.get(name);
  return seen?.size === values.size && [...OWN_KEYS, ...STALE_KEYS].every((key) => seen.get(key) === values.get(key));
}

function checkSection(
  client: Client,
  was: ReadFile,
  now: ReadFile | null,
  before: string,
  { name, mark }: Command,
): void {
  const values = now?.get(name);
  const context = `${client.name} reads [${name}]`;
  if (mark === null) {
    expect(values?.size ?? 0, context).toBe(0);
    return;
  }
  for (const [key, value] of keysOf(mark)) expect(values?.get(key), `${context} ${key}`).toBe(value);
  for (const key of STALE_KEYS) expect(values?.has(key), `${context} ${key}`).toBe(false);
  for (const [key, value] of findSection(before, name)?.values ?? []) {
    if (OWN_KEYS.includes(key) || STALE_KEYS.includes(key) || was.get(name)?.get(key) !== value) continue;
    expect(withoutReturns(values?.get(key)), `${context} ${key}`).toBe(withoutReturns(value));
  }
}

function checkOthers(client: Client, was: ReadFile, now: ReadFile | null, { name }: Command): void {
  for (const [other, values] of was) {
    if (other !== name) expect(plain(now?.get(other)), `${client.name} reads [${other}]`).toEqual(plain(values));
  }
}

describe('any sequence of writes, updates and removals in any file', () => {
  it('attack 11: changes no byte outside the named section', () => {
    let done = 0;
    const property = fc.property(iniTexts, commands, (text, sequence) => {
      const touched: string[] = [];
      const last = sequence.reduce((before, command) => {
        const after = run(before, command);
        if (after === null) return before;
        checkBytes(before, after, command);
        touched.push(command.name);
        done++;
        return after;
      }, text);
      expect(outside(last, touched)).toEqual(outside(text, touched));
    });
    fc.assert(property, { numRuns: RUNS * 5 });
    expect(done).toBeGreaterThan(RUNS * 5);
  });

  it('attack 11: is read back exactly by each client that could read the file before', async () => {
    const bound = new Map<string, number>();
    const property = fc.asyncProperty(iniTexts, commands, async (text, sequence) => {
      const readAll = (each: string) => Promise.all(clients.map((client) => client.read(each)));
      let [before, views] = [text, await readAll(text)];
      for (const command of sequence) {
        const after = run(before, command);
        if (after === null) continue;
        const now = await readAll(after);
        for (const [index, client] of clients.entries()) {
          const was = views[index] ?? null;
          if (!isBound(client, was, before, command.name)) continue;
          checkSection(client, was, now[index] ?? null, before, command);
          // Before the write, some clients did not recognise the header, so they read these keys as part of the section
          // above. After the write, such a client finds fewer keys in the section above.
          const isSeen = !UNSEEN.test(cutToNext(before, command.name)?.section ?? '');
          if (client.strict && isSeen) checkOthers(client, was, now[index] ?? null, command);
          bound.set(client.name, (bound.get(client.name) ?? 0) + 1);
        }
        [before, views] = [after, now];
      }
    });
    await fc.assert(property, { numRuns: RUNS });
    for (const { name } of clients) expect(bound.get(name), name).toBeGreaterThan(RUNS / 3);
  }, 900_000);
});

describe('a file of 10 MB', () => {
  const filler = `# ${'about this profile '.repeat(6)}\n`;
  const profile = (n: number) =>
    `${filler}[p${n}]\naws_access_key_id = AKIAKEYFERRYEXAMPLE${n}\naws_secret_access_key=EXAMPLE${n}\ns3 =\n  max = ${n}\n\n`;
  const big = Array.from({ length: 46_000 }, (_, n) => profile(n)).join('');

  it('attack 11: changes no byte outside the named section, and every client reads it', async () => {
    expect(big.length).toBeGreaterThan(10_000_000);
    const sequence: Command[] = [
      { name: 'p23000', mark: 1 },
      { name: 'dev', mark: 2 },
      { name: 'p23000', mark: 3 },
      { name: 'p0', mark: null },
    ];
    const last = sequence.reduce((before, command) => {
      const after = run(before, command) ?? '';
      checkBytes(before, after, command);
      return after;
    }, big);
    for (const client of clients) {
      const view = await client.read(last);
      for (const [key, value] of keysOf(3)) expect(view?.get('p23000')?.get(key), client.name).toBe(value);
      for (const [key, value] of keysOf(2)) expect(view?.get('dev')?.get(key), client.name).toBe(value);
      expect(view?.has('p0'), client.name).toBe(false);
      expect(view?.get('p45999')?.get('aws_secret_access_key'), client.name).toBe('EXAMPLE45999');
    }
  });
});
