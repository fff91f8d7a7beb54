import { toRfc3339 } from '#core/rfc3339.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText, printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { unknownRole } from './roles/choose-role.ts';
import { searchRoles } from './roles/find-roles.ts';
import type { ListedRole } from './roles/listed-role.ts';
import { hasLists, readRoles } from './roles/read-roles.ts';
import { roleTexts } from './roles/role-texts.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { portalNow } from './shared/portal-now.ts';

const NO_LISTS =
  'Roles without a profile are not known here. To list them, change the options of the extension to let the terminal see all roles.';
const NO_ROLES =
  'There are no roles yet. Write a profile in the popup, or change the options of the extension to let the terminal see all roles.';
const HEADER = ['PROFILE', 'ACCOUNT', 'ID', 'ROLE', 'KIND', 'TIME LEFT', 'LAST USE', ''];

function rows(roles: readonly ListedRole[], now: number): string[][] {
  const body = roles.map((role) => {
    const { name, account, accountId, roleName, kind, left, used, mark } = roleTexts(role, now);
    return [name, account, accountId, roleName, kind, left, used, mark];
  });
  return [HEADER, ...body];
}

const time = (moment: number | null): string | null => (moment === null ? null : toRfc3339(moment));

function asJson(roles: readonly ListedRole[], now: number): string {
  return jsonText({
    roles: roles.map(({ expiresAt, usedAt, isProduction, account, ...role }) => ({
      ...role,
      accountName: account,
      production: isProduction,
      expiresAt: time(expiresAt),
      secondsLeft: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
      usedAt: time(usedAt),
    })),
  });
}

const namesOf = (roles: readonly ListedRole[]): string =>
  roles.flatMap(({ name }) => (name === null ? [] : [`${printable(name)}\n`])).join('');

function run(args: readonly string[], io: CommandIo): number {
  const options = { names: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values, words } = readArguments(args, options, Number.POSITIVE_INFINITY);
  const query = words.join(' ');
  const all = readRoles(io);
  const found = searchRoles(all).find(query);
  if (values.json) io.stdout(asJson(found, portalNow(io)));
  else if (values.names) io.stdout(namesOf(found));
  else if (found.length > 0) io.stdout(table(rows(found, portalNow(io))).replace(/ +$/gm, ''));
  if (all.length === 0) io.stderr(`keyferry: ${NO_ROLES}\n`);
  else if (found.length === 0) throw unknownRole(query, hasLists(io));
  else if (!values.json && !values.names && !hasLists(io)) io.stderr(`keyferry: ${NO_LISTS}\n`);
  return 0;
}

export const list: Command = {
  usage: 'list [QUERY] [--names] [--json]',
  summary:
    'Lists your roles: live profiles, written profiles, and roles without a profile; the most recently used first.',
  details: [
    'QUERY    words of a profile, account or role, or an account id, as in the search of the popup',
    '--names  print only names of profiles, one per line',
    '--json   print JSON',
    '',
    '`list` reads files only, so it works while no browser runs. Roles without a profile are from the last list that the',
    'extension sent. The option "Roles that the terminal may see" decides for which portals the extension sends a list.',
    '`keyferry use` sets up a role without a profile.',
    'Exit status: 1 if nothing matches QUERY.',
    '',
    'keyferry list prod admin',
    'keyferry list --names | fzf',
  ],
  run,
};
