import { viewLines } from '../../native-host/cli/picker/picker-view.ts';
import { searchRoles } from '../../native-host/cli/roles/find-roles.ts';
import type { ListedRole } from '../../native-host/cli/roles/listed-role.ts';
import { median, type Row, time } from './measure.ts';

const FRAME_MS = 1000 / 60;
const ROLES = 900;
const RUNS = 15;
const SCREEN = { columns: 120, rows: 40, hasColours: true };
/** The benchmark types these texts into the search. With the empty text, the picker shows the list without a search. */
const QUERIES = ['', 'p', 'pr', 'pro', 'role3', 'account 44', 'rloe3 account'];

const roles: ListedRole[] = Array.from({ length: ROLES }, (_, at) => ({
  name: at % 3 === 0 ? null : `profile-${at}`,
  kind: at % 3 === 0 ? 'none' : 'live',
  portal: 'https://demo.awsapps.com/start',
  accountId: String(100_000_000_000 + at),
  account: `Account number ${at}`,
  roleName: `Role${at % 9}`,
  region: null,
  isProduction: at % 10 === 1,
  expiresAt: null,
  usedAt: null,
  usedBy: null,
}));

/**
 * Measures how long the picker of `keyferry use` needs to search and draw after a key press. The aim is the time of one
 * frame on a screen.
 */
export async function benchPicker(): Promise<Row[]> {
  const { find } = searchRoles(roles);
  const draw = (query: string) => viewLines({ query, total: ROLES, found: find(query), at: 0, now: 0 }, SCREEN);
  const spent: number[] = [];
  for (const query of QUERIES) {
    const runs: number[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await time(() => draw(query)));
    spent.push(median(runs));
  }
  const slowest = Math.max(...spent) / FRAME_MS;
  return [
    {
      what: `the picker of \`keyferry use\` among ${ROLES} roles: search and draw after a key, the slowest of ${QUERIES.length}`,
      figure: `${slowest.toFixed(2)} of a frame`,
      aim: 'at most 1',
      met: slowest <= 1,
    },
  ];
}
