import { field } from '#core/search/fields.ts';
import { type SearchIndex, search } from '#core/search/search.ts';
import type { ListedRole } from './listed-role.ts';

/**
 * The points of the most recently used profile. The profile used before it gets one point less, and so on. Points
 * decide the order only of roles that match a query equally well.
 */
const MOST_RECENT = 100;

/** A search for roles, with the same rules as the search in the popup. */
export interface RoleSearch {
  /**
   * Finds roles.
   * @param query words from the name of a profile, account or role, or an account id; empty for all roles
   * @returns the roles that match, the best first. Roles that match equally well stay in the order of the list
   */
  find(query: string): readonly ListedRole[];
}

/**
 * Prepares roles for a search. Each role gets its entry in the search index, as if it were the only role of its
 * account. The reason is that a profile name belongs to one role in one account.
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
