import type { NameParts } from '#core/names/template.ts';
import type { CliNews, IndexedAccount, ListingView } from '#core/protocol/messages.ts';
import { rolesOf } from '../role/roles.ts';

/** The roles for which CLI profiles are to be set up. */
export interface CliWish {
  readonly roles: readonly NameParts[];
  /** They are all that the portal has. */
  readonly whole: boolean;
  /** How it was done the last time. */
  readonly before?: Pick<CliNews, 'form' | 'template'> | undefined;
}

/** Whether all roles of all accounts are known. */
const isComplete = (accounts: readonly IndexedAccount[], listing: ListingView): boolean =>
  listing.phase === 'complete' && accounts.length > 0 && accounts.every(({ roles }) => roles !== null);

/**
 * What is wished for these roles, or for all that the portal has.
 * @returns null for all while they are not all known, and where there are none.
 */
export function cliWish(
  roles: readonly NameParts[] | 'all',
  accounts: readonly IndexedAccount[],
  listing: ListingView,
  before: CliNews | null,
): CliWish | null {
  const complete = isComplete(accounts, listing);
  const all = rolesOf(accounts);
  if (roles === 'all')
    return complete && all.length > 0 ? { roles: all, whole: true, before: before ?? undefined } : null;
  return roles.length > 0 ? { roles, whole: complete && roles.length === all.length } : null;
}
