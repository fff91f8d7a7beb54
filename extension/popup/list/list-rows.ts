import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { AccountHit, RoleHit } from '#core/search/search.ts';
import type { RecentProfile } from '../profiles/recent-profiles.ts';

/**
 * A row of the list. All rows have the same height. `key` identifies the row and does not change when the list changes.
 * `option` is the row's number among the rows that the user can choose, counted from 1. It is 0 for a row that the user
 * cannot choose.
 */
export type Row =
  | { readonly is: 'heading'; readonly key: 'recent' | 'favourites' | 'accounts'; readonly option: 0 }
  /** A profile that was written. */
  | { readonly is: 'recent'; readonly key: string; readonly option: number; readonly recent: RecentProfile }
  /** The row `more`. A click on it shows all written profiles. `count` is the number of all written profiles. */
  | { readonly is: 'more'; readonly key: 'more'; readonly option: number; readonly count: number }
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
  /** Number of rows that the user can choose. */
  readonly options: number;
  /** Number of roles that are listed under the favourites and the accounts. */
  readonly roles: number;
}

/** The groups that are listed above the accounts: favourites and written profiles. */
export interface FirstGroups {
  /**
   * Keys of the favourite roles. They are listed under the heading `Favourites`, and not again under their accounts.
   */
  readonly favourites?: ReadonlySet<string>;
  /** The written profiles. They are listed first. */
  readonly recent?: readonly RecentProfile[];
  /** True if all written profiles are listed. False if only the first ones are listed. */
  readonly allRecent?: boolean;
}

/** Number of written profiles that are listed at first. */
const MAX_RECENT = 8;

/** Id of the row's element. */
export const optionId = (row: Row | undefined): string | undefined => (row ? `option-${row.key}` : undefined);

/** The role of a row; null for a row without a role. */
export function roleOf(row: Row | undefined): NameParts | null {
  if (row?.is === 'recent') {
    const { accountId, roleName } = row.recent.profile;
    return { accountId, accountName: row.recent.accountName, roleName };
  }
  if (row?.is !== 'role') return null;
  const { accountId, accountName } = row.hit.account;
  return { accountId, accountName, roleName: row.role.roleName };
}

const NONE: ReadonlySet<string> = new Set();

/** The favourite roles, each with its account, in the order of the list. */
const favouritesIn = (hits: readonly AccountHit[], favourites: ReadonlySet<string>) =>
  hits.flatMap((hit) =>
    (hit.roles ?? [])
      .filter(({ roleName }) => favourites.has(roleKey({ accountId: hit.account.accountId, roleName })))
      .map((role) => ({ hit, role })),
  );

/** A profile with keys and a live profile may have the same name. Their rows still have different keys. */
const keyOf = ({ kind, profile: { name } }: RecentProfile) => `${kind === 'live' ? 'live' : 'recent'} ${name}`;

/** The rows of the written profiles, with their heading. */
function recentRows(recent: readonly RecentProfile[], all: boolean): Row[] {
  if (recent.length === 0) return [];
  // The row `more` is as high as the row of a profile. So if only one more profile exists, this profile is shown, and
  // the row `more` is left out.
  const shown = all || recent.length <= MAX_RECENT + 1 ? recent : recent.slice(0, MAX_RECENT);
  const rows: Row[] = [{ is: 'heading', key: 'recent', option: 0 }];
  for (const each of shown) {
    rows.push({ is: 'recent', key: keyOf(each), option: rows.length, recent: each });
  }
  if (shown.length < recent.length) {
    rows.push({ is: 'more', key: 'more', option: rows.length, count: recent.length });
  }
  return rows;
}

/**
 * The rows of the list. The written profiles come first, then the favourites. Then each account follows as a heading
 * with its roles. An account whose roles are not loaded is not a heading. It is an option that the user can choose.
 */
export function rowsOf(
  hits: readonly AccountHit[],
  { favourites = NONE, recent = [], allRecent = false }: FirstGroups = {},
): Rows {
  const rows = recentRows(recent, allRecent);
  let options = Math.max(0, rows.length - 1);
  let roles = 0;
  const addRole = (hit: AccountHit, role: RoleHit, apart: boolean) => {
    roles += 1;
    options += 1;
    const key = roleKey({ accountId: hit.account.accountId, roleName: role.roleName });
    rows.push({ is: 'role', key, option: options, hit, role, apart });
  };
  const apart = favourites.size === 0 ? [] : favouritesIn(hits, favourites);
  if (apart.length > 0) rows.push({ is: 'heading', key: 'favourites', option: 0 });
  for (const { hit, role } of apart) addRole(hit, role, true);
  rows.push({ is: 'heading', key: 'accounts', option: 0 });
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

/**
 * The index of the option with this key. If no option has the key, the index of the first option. In an empty list, -1.
 */
export function activeIndex(rows: readonly Row[], key: string | null): number {
  const at = key === null ? -1 : rows.findIndex((row) => row.key === key && row.option > 0);
  return at === -1 ? rows.findIndex(({ option }) => option > 0) : at;
}

/**
 * The index of the option that comes `by` options after the row `from`. If `by` is negative, the option comes before
 * `from`. If there are too few options, this is the first or last option.
 */
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
