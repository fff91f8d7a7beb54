import type { NameParts } from '#core/names/template.ts';
import type { CliNews, IndexedAccount, ListingView } from '#core/protocol/messages.ts';
import { rolesOf } from '../role/roles.ts';

/** The roles for which CLI profiles are set up. */
export interface CliRequest {
  readonly roles: readonly NameParts[];
  /** Whether these are all roles of the portal. */
  readonly whole: boolean;
  /** The form and the name template that were used for the last save. */
  readonly before?: Pick<CliNews, 'form' | 'template'> | undefined;
}

const isComplete = (accounts: readonly IndexedAccount[], listing: ListingView): boolean =>
  listing.phase === 'complete' && accounts.length > 0 && accounts.every(({ roles }) => roles !== null);

/**
 * The request to set up CLI profiles for these roles, or for all roles of the portal.
 * @param before the form and the template that were used when all roles were last set up, or null.
 * @returns null if there are no roles. If all roles are requested, null until every role is loaded.
 */
export function cliRequest(
  roles: readonly NameParts[] | 'all',
  accounts: readonly IndexedAccount[],
  listing: ListingView,
  before: CliNews | null,
): CliRequest | null {
  const complete = isComplete(accounts, listing);
  const all = rolesOf(accounts);
  if (roles === 'all')
    return complete && all.length > 0 ? { roles: all, whole: true, before: before ?? undefined } : null;
  return roles.length > 0 ? { roles, whole: complete && roles.length === all.length } : null;
}
