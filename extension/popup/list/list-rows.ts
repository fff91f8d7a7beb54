import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { AccountHit, RoleHit } from '#core/search/search.ts';

/** One line of the list, all of one height. `key` names it through every redraw; `option` counts from 1, 0 is none. */
export type Row =
  | { readonly is: 'favourites'; readonly key: string; readonly option: 0 }
  | { readonly is: 'account'; readonly key: string; readonly option: 0; readonly hit: AccountHit }
  | { readonly is: 'unloaded'; readonly key: string; readonly option: number; readonly hit: AccountHit }
  | {
      readonly is: 'role';
      readonly key: string;
      readonly option: number;
      readonly hit: AccountHit;
      readonly role: RoleHit;
      /** It stands among the favourites, away from its account. */
      readonly apart: boolean;
    };

export interface Rows {
  readonly rows: readonly Row[];
  readonly options: number;
  readonly roles: number;
}

const NONE: ReadonlySet<string> = new Set();

/** Favourite roles with their accounts, in the list's own order. */
const apartOf = (hits: readonly AccountHit[], favourites: ReadonlySet<string>) =>
  hits.flatMap((hit) =>
    (hit.roles ?? [])
      .filter(({ roleName }) => favourites.has(roleKey({ accountId: hit.account.accountId, roleName })))
      .map((role) => ({ hit, role })),
  );

/**
 * The list's lines: each account's heading and its roles, or the account itself while its roles are unknown.
 * @param favourites keys of roles that stand before the accounts, there and nowhere else, so that each role is one option.
 */
export function rowsOf(hits: readonly AccountHit[], favourites: ReadonlySet<string> = NONE): Rows {
  const rows: Row[] = [];
  let options = 0;
  let roles = 0;
  const addRole = (hit: AccountHit, role: RoleHit, apart: boolean) => {
    roles += 1;
    options += 1;
    rows.push({
      is: 'role',
      key: roleKey({ accountId: hit.account.accountId, roleName: role.roleName }),
      option: options,
      hit,
      role,
      apart,
    });
  };
  const apart = favourites.size === 0 ? [] : apartOf(hits, favourites);
  if (apart.length > 0) rows.push({ is: 'favourites', key: 'favourites', option: 0 });
  for (const { hit, role } of apart) addRole(hit, role, true);
  for (const hit of hits) {
    const { accountId } = hit.account;
    if (hit.roles === null) {
      options += 1;
      rows.push({ is: 'unloaded', key: accountId, option: options, hit });
      continue;
    }
    const here =
      apart.length === 0
        ? hit.roles
        : hit.roles.filter(({ roleName }) => !favourites.has(roleKey({ accountId, roleName })));
    if (here.length === 0 && hit.roles.length > 0) continue;
    rows.push({ is: 'account', key: accountId, option: 0, hit });
    for (const role of here) addRole(hit, role, false);
  }
  return { rows, options, roles };
}

/** The index of the row `key`, or of the first option when it is gone; -1 in an empty list. */
export function activeIndex(rows: readonly Row[], key: string | null): number {
  const at = key === null ? -1 : rows.findIndex((row) => row.key === key && row.option > 0);
  return at === -1 ? rows.findIndex(({ option }) => option > 0) : at;
}

/** The index of the option `by` options away from `from`, stopping at the ends. */
export function moved(rows: readonly Row[], from: number, by: number): number {
  const step = Math.sign(by);
  let at = from;
  let left = Math.abs(by);
  for (let next = from + step; left > 0 && next >= 0 && next < rows.length; next += step) {
    if ((rows[next]?.option ?? 0) === 0) continue;
    at = next;
    left -= 1;
  }
  return at;
}

/** Accounts among `rows` whose roles are still to be asked for. */
export function unloaded(rows: readonly Row[]): IndexedAccount[] {
  return rows.flatMap((row) => (row.is === 'unloaded' ? [row.hit.account] : []));
}
