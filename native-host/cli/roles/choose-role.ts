import { KeyferryError } from '#core/errors.ts';
import { searchRoles } from './find-roles.ts';
import type { ListedRole } from './listed-role.ts';

/** An error message contains at most this number of profile names. */
const MAX_NAMES = 5;

/** The result of a query: one role, or a choice between several roles. */
export type Choice =
  | { readonly kind: 'role'; readonly role: ListedRole }
  /** A person must choose one of several roles. `find` searches all roles. */
  | { readonly kind: 'many'; readonly find: (query: string) => readonly ListedRole[] };

const shown = ({ name, account, accountId, roleName }: ListedRole): string =>
  name ?? `${roleName} in ${account ?? accountId}`;

/** The error if no role matches. @param hasLists whether the program has a list of roles without a profile */
export const unknownRole = (query: string, hasLists: boolean): KeyferryError =>
  new KeyferryError(hasLists ? 'ROLE_UNKNOWN' : 'ROLE_NOT_LISTED', { query });

/** The error if several roles match and there is no terminal in which a person can choose one. */
export function manyMatch(query: string, found: readonly ListedRole[]): KeyferryError {
  if (query === '')
    return new KeyferryError('USAGE', {
      why: 'Give the name of a role: there is no terminal in which you could choose one',
    });
  const names = found.slice(0, MAX_NAMES).map(shown).join(', ');
  return new KeyferryError('ROLES_MATCH', { count: found.length, query, names });
}

/**
 * Finds the role that a person means. A profile with exactly this name is preferred to all other matches.
 * @param query words to search for. An empty query matches all roles
 * @param hasLists whether the program has a list of roles without a profile
 * @throws KeyferryError ROLE_UNKNOWN, ROLE_NOT_LISTED
 */
export function chooseRole(query: string, roles: readonly ListedRole[], hasLists = true): Choice {
  const exact = roles.find(({ name }) => name === query);
  if (exact) return { kind: 'role', role: exact };
  const { find } = searchRoles(roles);
  const [first, ...more] = find(query);
  if (first === undefined) throw unknownRole(query, hasLists);
  return more.length === 0 && query !== '' ? { kind: 'role', role: first } : { kind: 'many', find };
}

/**
 * The sentence that `keyferry use` prints about the role that the shell now uses.
 * @param now the current time, in epoch ms
 */
export function usedSentence(role: ListedRole, now: number): string {
  const where = `${role.roleName} in ${role.account ? `${role.account} (${role.accountId})` : role.accountId}`;
  const mark = role.isProduction ? ', PRODUCTION' : '';
  const isOver = role.expiresAt !== null && role.expiresAt <= now;
  return `${role.name}: ${where}${mark}${isOver ? '. Its keys have expired: renew them in the popup' : ''}.`;
}
