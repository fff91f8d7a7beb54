import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { AccountHit, RoleHit } from '#core/search/search.ts';

/**
 * A row of the list. All rows have the same height. `key` identifies the row in every render. `option` is the number of
 * the option, counted from 1. It is 0 if the row is not an option.
 */
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
      /** True if the role is listed under the favourites, and not under its account. */
      readonly apart: boolean;
    };

export interface Rows {
  readonly rows: readonly Row[];
  /** Number of options. */
  readonly options: number;
  /** Number of roles. */
  readonly roles: number;
}

/** Id of the row's element. */
export const optionId = (row: Row | undefined): string | undefined => (row ? `option-${row.key}` : undefined);

/** The role of a row; null for a row of another kind. */
export function roleOf(row: Row | undefined): NameParts | null {
  if (row?.is !== 'role') return null;
  const { accountId, accountName } = row.hit.account;
  return { accountId, accountName, roleName: row.role.roleName };
}

const NONE: ReadonlySet<string> = new Set();

/** Favourite roles with their accounts, in the order of the list. */
const favouritesIn = (hits: readonly AccountHit[], favourites: ReadonlySet<string>) =>
  hits.flatMap((hit) =>
    (hit.roles ?? [])
      .filter(({ roleName }) => favourites.has(roleKey({ accountId: hit.account.accountId, roleName })))
      .map((role) => ({ hit, role })),
  );

/**
 * The rows of the list: for each account a heading and the roles. Until the roles are loaded, the account is an option.
 * @param favourites keys of the roles that come first, under a heading of their own. Their accounts do not list them
 * again.
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
  const apart = favourites.size === 0 ? [] : favouritesIn(hits, favourites);
  if (apart.length > 0) rows.push({ is: 'favourites', key: 'favourites', option: 0 });
  for (const { hit, role } of apart) addRole(hit, role, true);
  for (const hit of hits) {
    const { accountId } = hit.account;
    if (hit.roles === null) {
      options += 1;
      rows.push({ is: 'unloaded', key: accountId, option: options, hit });
      continue;
    }
    const others =
      apart.length === 0
        ? hit.roles
        : hit.roles.filter(({ roleName }) => !favourites.has(roleKey({ accountId, roleName })));
    if (others.length === 0 && hit.roles.length > 0) continue;
    rows.push({ is: 'account', key: accountId, option: 0, hit });
    for (const role of others) addRole(hit, role, false);
  }
  return { rows, options, roles };
}

/** The index of the row with this key. If no row has the key, the index of the first option; -1 in an empty list. */
export function activeIndex(rows: readonly Row[], key: string | null): number {
  const at = key === null ? -1 : rows.findIndex((row) => row.key === key && row.option > 0);
  return at === -1 ? rows.findIndex(({ option }) => option > 0) : at;
}

/** The index of the option that is `by` options away from `from`, at most the first or last option. */
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

/** The accounts in `rows` whose roles are not loaded. */
export function unloaded(rows: readonly Row[]): IndexedAccount[] {
  return rows.flatMap((row) => (row.is === 'unloaded' ? [row.hit.account] : []));
}
