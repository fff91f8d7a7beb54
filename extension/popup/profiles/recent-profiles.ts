import { ownOf, type Personal } from '#core/personal.ts';
import type { LiveProfileView, LiveView } from '#core/protocol/live-view.ts';
import type { IndexedAccount, ProfileView } from '#core/protocol/view.ts';
import { type LiveState, liveState } from './live-state.ts';

/** The facts about a profile's account that the popup shows. */
interface RecentAccount {
  /** The account's name. If the account is no longer listed, the account's id. */
  readonly accountName: string;
  /** The person's own label of the account; undefined if the person set none. */
  readonly label: string | undefined;
  /** Whether the person marked the account as production. */
  readonly production: boolean;
}

/** A profile with keys that Keyferry wrote. */
export interface RecentKeys extends RecentAccount {
  readonly kind: 'keys';
  readonly profile: ProfileView;
  /** Whether the profile is kept fresh. */
  readonly isFresh: boolean;
}

/** A live profile. */
export interface RecentLive extends RecentAccount {
  readonly kind: 'live';
  readonly profile: LiveProfileView;
  readonly state: LiveState;
}

export type RecentProfile = RecentKeys | RecentLive;

/** The profiles of one portal. */
export interface PortalProfiles {
  readonly profiles: readonly ProfileView[];
  readonly live: LiveView;
  /** Names of the profiles that are kept fresh. */
  readonly fresh: readonly string[];
}

/**
 * How long new keys are usually valid. From this time and the expiration, the popup estimates when the keys were
 * written.
 */
const USUAL_LIFE_MS = 60 * 60_000;

/** An estimate of when a profile was last used, in epoch ms; 0 if it was never used. */
const usedAt = (recent: RecentProfile): number =>
  recent.kind === 'live' ? (recent.profile.usedAt ?? 0) : (recent.profile.expiration ?? 0) - USUAL_LIFE_MS;

/** The profiles, each with the name and the label of its account. The profile that was used last comes first. */
export function recentProfiles(
  { profiles, live, fresh }: PortalProfiles,
  accounts: readonly IndexedAccount[],
  personal: Personal,
): RecentProfile[] {
  const names = new Map(accounts.map(({ accountId, accountName }) => [accountId, accountName]));
  const accountOf = (role: { readonly accountId: string; readonly roleName: string }): RecentAccount => {
    const { label, production = false } = ownOf(personal, role).account;
    return { accountName: names.get(role.accountId) ?? role.accountId, label, production };
  };
  const all: RecentProfile[] = [
    ...profiles.map((profile) => ({
      ...{ kind: 'keys' as const, profile, isFresh: fresh.includes(profile.name) },
      ...accountOf(profile),
    })),
    ...live.profiles.map((profile) => ({
      ...{ kind: 'live' as const, profile, state: liveState(profile, live) },
      ...accountOf(profile),
    })),
  ];
  return all.sort((a, b) => usedAt(b) - usedAt(a));
}
