import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeHome } from '../e2e/rig/throwaway.ts';
import { openFileFloor } from './file-floor.ts';
import { type OpenHost, openHost } from './host-process.ts';
import { inPairs, ms, type Row, times } from './measure.ts';

const ACCOUNTS = 1000;
const ROLES = ['AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'Billing', 'SupportUser'];
const ROUNDS = 15;

/** What a person has there already. */
const OWN =
  '[default]\nregion = eu-west-1\n\n# by hand\n[profile build]\nrole_arn = arn:aws:iam::111122223333:role/build\nsource_profile = default\n';

function organisation() {
  return Array.from({ length: ACCOUNTS }, (_, n) => ({
    accountId: `${100_000_000_000 + n}`,
    accountName: `Team ${n} production`,
    roles: ROLES.map((roleName) => ({ roleName, name: `team-${n}-production-${roleName.toLowerCase()}` })),
  }));
}

/** Ms from the frame to the reply that says all are set up. */
async function setUp(host: OpenHost, request: Record<string, unknown>, added: number): Promise<number> {
  const started = performance.now();
  const reply = await host.ask(request);
  const taken = performance.now() - started;
  const counts = reply.counts as { added?: number } | undefined;
  if (counts?.added !== added) throw new Error(`the profiles were not set up: ${reply.message}`);
  return taken;
}

/** All roles of a large organisation set up in one write, against plain file work on the same bytes. */
export async function benchCliProfiles(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  const config = join(dirname(home.credentialsFile), 'config');
  const host = openHost(home.env);
  const floor = await openFileFloor(home);
  const request = {
    kind: 'set-up-cli-profiles',
    portal: 'https://demo.awsapps.com/start',
    region: 'eu-west-1',
    form: 'session',
    accounts: organisation(),
    template: '{account}-{roleName}',
    whole: true,
    prune: [],
    defaultRegion: 'eu-west-1',
    output: 'json',
    dryRun: false,
  };
  const fresh = () => {
    writeFileSync(config, OWN, { mode: 0o600 });
    return setUp(host, request, ACCOUNTS * ROLES.length);
  };
  try {
    await fresh();
    floor.fill(readFileSync(config, 'utf8'));
    const { a, b, ratio } = await inPairs(ROUNDS, fresh, () => floor.rewrite());
    const what = `${ACCOUNTS.toLocaleString('en')} accounts x ${ROLES.length} roles set up in one write (SSO profiles, the list kept), against read, write, fsync and rename of the same bytes in plain Node`;
    return [
      {
        what,
        figure: `${times(ratio)} (${ms(a)} against ${ms(b)}); aws-sso-util takes 54 s for 900`,
        aim: 'at most 3 x',
        met: ratio <= 3,
      },
    ];
  } finally {
    await Promise.all([host.close(), floor.close()]);
    home.remove();
  }
}
