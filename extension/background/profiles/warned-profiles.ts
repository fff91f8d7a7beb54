import type { Sessions } from '../sessions/sessions.ts';
import type { ExpiringProfile } from './expiry-schedule.ts';
import { isOfOtherUser } from './own-profile.ts';

/** Selects the profiles about which the badge and the notifications warn the user. */
export type WarnedProfiles = (profiles: readonly ExpiringProfile[]) => Promise<readonly ExpiringProfile[]>;

export interface WarnedProfilesDeps {
  readonly sessions: Pick<Sessions, 'current'>;
  /** The names of the profiles that are renewed before they expire. */
  readonly keptNow: (profiles: readonly ExpiringProfile[]) => Promise<ReadonlySet<string>>;
}

/** Selects the profiles of the current session's portal and user, without those that Keyferry will renew by itself. */
export function createWarnedProfiles({ sessions, keptNow }: WarnedProfilesDeps): WarnedProfiles {
  return async (profiles) => {
    const current = await sessions.current();
    if (!current) return [];
    const kept = await keptNow(profiles);
    return profiles.filter(
      (each) => each.portal === current.startUrl && !isOfOtherUser(each, current) && !kept.has(each.name),
    );
  };
}
