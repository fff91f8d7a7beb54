import { ownOf, type Personal } from '#core/personal.ts';
import type { IndexedAccount, ProfileView } from '#core/protocol/view.ts';

/** A profile that Keyferry wrote, with what the person knows about its account. */
export interface RecentProfile {
  readonly profile: ProfileView;
  /** The account's name; its id if the account is no longer listed. */
  readonly accountName: string;
  /** The person's own label of the account; otherwise undefined. */
  readonly label: string | undefined;
  /** Marked as production by the person. */
  readonly production: boolean;
}

/** The profiles with the names and labels of their accounts, in the same order. */
export function recentProfiles(
  profiles: readonly ProfileView[],
  accounts: readonly IndexedAccount[],
  personal: Personal,
): RecentProfile[] {
  const names = new Map(accounts.map(({ accountId, accountName }) => [accountId, accountName]));
  return profiles.map((profile) => {
    const { label, production = false } = ownOf(personal, profile).account;
    return { profile, accountName: names.get(profile.accountId) ?? profile.accountId, label, production };
  });
}
