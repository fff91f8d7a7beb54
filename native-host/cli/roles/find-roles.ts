import { field } from '#core/search/fields.ts';
import { type SearchIndex, search } from '#core/search/search.ts';
import type { ListedRole } from './listed-role.ts';

/**
 * Points of the most recently used profile. Each next one gets one point less. Points decide only between equal hits.
 */
const MOST_RECENT = 100;

/** Searches roles as the popup does. */
export interface RoleSearch {
  /**
   * Finds roles.
   * @param query words of the profile's, account's or role's name, or an account id; empty for all roles
   * @returns the roles that match, the best first. Roles that match equally well stay in the order of the list
   */
  find(query: string): readonly ListedRole[];
}

/**
 * Prepares roles for searching. The index gets an account with a single role for each of them, because a profile's name
 * belongs to both the account and the role.
 */
export function searchRoles(roles: readonly ListedRole[]): RoleSearch {
  const byAccount = new Map<object, ListedRole>();
  const index: SearchIndex = roles.map((role, at) => {
    const { accountId, roleName } = role;
    const account = { accountId, accountName: role.account ?? '', emailAddress: '', roles: [roleName] };
    byAccount.set(account, role);
    const points = role.usedAt === null ? 0 : Math.max(1, MOST_RECENT - at);
    return {
      account,
      production: role.isProduction,
      label: field(''),
      name: field(account.accountName),
      id: field(accountId),
      email: field(''),
      roles: [field(roleName)],
      roleLabels: role.name === null ? null : new Map([[roleName, field(role.name)]]),
      points: points === 0 ? null : new Map([[`${accountId}/${roleName}`, points]]),
    };
  });
  return {
    find: (query) => search(index, query).flatMap(({ account }) => byAccount.get(account) ?? []),
  };
}
