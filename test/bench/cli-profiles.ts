import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildHost } from '../../scripts/build-host.ts';
import { makeHome, type ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { openFileFloor } from './file-floor.ts';
import { type OpenHost, openHost } from './host-process.ts';
import { inPairs, ms, type Row, times } from './measure.ts';
import { openProgram } from './program.ts';

const ACCOUNTS = 1000;
const ROLES = ['AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'Billing', 'SupportUser'];
const ROUNDS = 15;
/**
 * The number of runs before the measurement. After so many runs, V8 (Node's JavaScript engine) has optimised the code.
 */
const WARM_UPS = 50;

/** What the user already has in the config file. */
const OWN =
  '[default]\nregion = eu-west-1\n\n# by hand\n[profile build]\nrole_arn = arn:aws:iam::111122223333:role/build\nsource_profile = default\n';

const wanted = {
  portal: 'https://demo.awsapps.com/start',
  region: 'eu-west-1',
  form: 'session',
  accounts: Array.from({ length: ACCOUNTS }, (_, n) => ({
    accountId: `${100_000_000_000 + n}`,
    accountName: `Team ${n} production`,
    roles: ROLES.map((roleName) => ({ roleName, name: `team-${n}-production-${roleName.toLowerCase()}` })),
  })),
  template: '{account}-{roleName}',
  whole: true,
  prune: [],
  defaultRegion: 'eu-west-1',
  output: 'json',
};

/** Ms from the request until the reply says that all profiles are set up. */
async function byFrame(host: OpenHost): Promise<number> {
  const started = performance.now();
  const reply = await host.ask({ kind: 'set-up-cli-profiles', ...wanted, dryRun: false });
  const taken = performance.now() - started;
  const counts = reply.counts as { added?: number } | undefined;
  if (counts?.added !== ACCOUNTS * ROLES.length) throw new Error(`the profiles were not set up: ${reply.message}`);
  return taken;
}

const roles = `${ACCOUNTS.toLocaleString('en')} accounts x ${ROLES.length} roles`;

/** Writes the user's own config file before the set-up, so that each run starts with the same file. */
const afresh = (config: string, setUp: () => Promise<number>) => () => {
  writeFileSync(config, OWN, { mode: 0o600 });
  return setUp();
};

async function alone(home: ThrowawayHome, config: string, floor: ReturnType<typeof openFileFloor>): Promise<Row> {
  const program = openProgram(await buildHost(join(home.home, 'set-up'), 'test/bench/set-up-program.ts'), home.env);
  try {
    await program.ask({ wanted, paths: { config, credentials: home.credentialsFile } });
    const fresh = afresh(config, () => program.ask({}));
    await fresh();
    floor.fill(readFileSync(config, 'utf8'));
    const { a, b, ratio } = await inPairs(ROUNDS, fresh, floor.rewrite, WARM_UPS);
    return {
      what: `${roles} set up in one write (SSO profiles), against read, write, fsync and rename of the same bytes in plain Node; both warm`,
      figure: `${times(ratio)} (${ms(a)} against ${ms(b)}); aws-sso-util takes 54 s for 900`,
      aim: 'at most 6 x',
      met: ratio <= 6,
    };
  } finally {
    await program.close();
  }
}

async function asAsked(home: ThrowawayHome, config: string, floor: ReturnType<typeof openFileFloor>): Promise<Row> {
  const host = openHost(home.env);
  const fresh = afresh(config, () => byFrame(host));
  try {
    const first = await fresh();
    const { a, ratio } = await inPairs(ROUNDS, fresh, floor.rewrite);
    return {
      what: 'the same as a browser asks for it: from a frame of 440 kB to the reply, the list for `keyferry configure` kept too',
      figure: `${times(ratio)} (${ms(a)}; the first time in a new host ${ms(first)})`,
      aim: '',
      met: null,
    };
  } finally {
    await host.close();
  }
}

/**
 * Measures the set-up of all roles of a large organisation, and the time that a plain program needs to write the same
 * bytes.
 */
export async function benchCliProfiles(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  const config = join(dirname(home.credentialsFile), 'config');
  const floor = openFileFloor(home);
  try {
    return [await alone(home, config, floor), await asAsked(home, config, floor)];
  } finally {
    await floor.close();
    home.remove();
  }
}
