import { writeFileSync } from 'node:fs';
import { makeHome, type ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { openFileFloor } from './file-floor.ts';
import { type OpenHost, openHost } from './host-process.ts';
import { inPairs, median, ms, type Row, time, times } from './measure.ts';

const PROFILES = 5000;
const ROUNDS = 15;
const WRITERS = 50;

const TOKEN = 'EXAMPLE+token/'.repeat(40);

/** A large credentials file. Each profile has a comment, keys, a region and a line that another tool wrote. */
function fileOf(profiles: number): string {
  const section = (n: number) =>
    [
      `# account ${n}`,
      `[p${n}]`,
      `aws_access_key_id = ASIAKEYFERRYEXAMPLE${n}`,
      `aws_secret_access_key = EXAMPLE/secret+${n}/0123456789`,
      `aws_session_token = ${TOKEN}${n}`,
      'region = eu-west-1',
      'x_security_token_expires = 2030-03-17T17:46:40Z',
      '',
    ].join('\n');
  return Array.from({ length: profiles }, (_, n) => section(n)).join('\n');
}

let turn = 0;

/** Returns new keys for every write, because equal keys would not change the file. */
function writeRequest(name: string): Record<string, unknown> {
  const mark = `${++turn}`.padStart(6, '0');
  const credentials = {
    accessKeyId: `ASIAKEYFERRYEXAMPLE${mark}`,
    secretAccessKey: `EXAMPLE/secret+${mark}`,
    sessionToken: TOKEN + mark,
    expiration: 1_900_000_000_000,
  };
  const profile = { name, accountId: '111122223333', roleName: 'Admin', credentials };
  return { kind: 'write-profiles', profiles: [profile], portal: 'https://demo.awsapps.com/start', replace: true };
}

/** Ms from the request until the reply says that the profile is written. */
async function writeProfile(host: OpenHost, name: string): Promise<number> {
  const started = performance.now();
  const reply = await host.ask(writeRequest(name));
  if (reply.ok !== true) throw new Error(`the profile was not written: ${reply.message}`);
  return performance.now() - started;
}

/**
 * Updates one profile in the middle of a file with `profiles` profiles. Compares the time with a plain Node program
 * that replaces a file with the same bytes. The update and the plain program run in turn.
 */
async function updateIn(home: ThrowawayHome, profiles: number): Promise<{ a: number; b: number; ratio: number }> {
  const text = fileOf(profiles);
  writeFileSync(home.credentialsFile, text, { mode: 0o600 });
  const host = openHost(home.env);
  const floor = openFileFloor(home);
  try {
    floor.fill(text);
    return await inPairs(
      ROUNDS,
      () => writeProfile(host, `p${profiles >> 1}`),
      () => floor.rewrite(),
    );
  } finally {
    await Promise.all([host.close(), floor.close()]);
  }
}

/**
 * Compares one update in a large file with a plain Node program that replaces the file. Also measures how the time
 * grows with the size of the file.
 */
export async function benchUpsert(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  try {
    const small = await updateIn(home, PROFILES);
    const large = await updateIn(home, 4 * PROFILES);
    const growth = large.a / small.a;
    return [
      {
        what: 'one upsert among 5,000 profiles, against read, write, fsync and rename of the same bytes in plain Node',
        figure: `${times(small.ratio)} (${ms(small.a)} against ${ms(small.b)})`,
        aim: 'at most 2 x',
        met: small.ratio <= 2,
      },
      {
        what: 'the same among 20,000 profiles, against that among 5,000',
        figure: `${times(growth)} (the plain file work: ${times(large.b / small.b)})`,
        aim: 'at most 4.6 x (linear)',
        met: growth <= 4.6,
      },
    ];
  } finally {
    home.remove();
  }
}

async function oneByOne(hosts: readonly OpenHost[]): Promise<void> {
  for (const [index, host] of hosts.entries()) await writeProfile(host, `p${index}`);
}

/** Compares many programs that write at the same time with the same programs that run one after another. */
export async function benchCrowd(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  writeFileSync(home.credentialsFile, fileOf(WRITERS), { mode: 0o600 });
  const hosts = Array.from({ length: WRITERS }, () => openHost(home.env));
  try {
    await Promise.all(hosts.map((host) => host.ask({ kind: 'hello' })));
    await oneByOne(hosts);
    const inTurn: number[] = [];
    const atOnce: number[] = [];
    for (let round = 0; round < 3; round++) {
      inTurn.push(await time(() => oneByOne(hosts)));
      atOnce.push(await time(() => Promise.all(hosts.map((host, index) => writeProfile(host, `p${index}`)))));
    }
    const [together, apart] = [median(atOnce), median(inTurn)];
    return [
      {
        what: `${WRITERS} writers at once, against the same writes one after another`,
        figure: `${times(together / apart)} (${ms(together)} against ${ms(apart)})`,
        aim: '',
        met: null,
      },
    ];
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    home.remove();
  }
}
