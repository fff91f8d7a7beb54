import type { Sessions } from '../sessions/sessions.ts';
import type { ExpiringProfile } from './expiry-schedule.ts';
import type { KeepFresh } from './keep-fresh.ts';
import { isOfOtherUser } from './own-profile.ts';

/** Selects the profiles whose expiration concerns the user: badge and notifications warn about them. */
export type WarnedProfiles = (profiles: readonly ExpiringProfile[]) => Promise<readonly ExpiringProfile[]>;

export interface WarnedProfilesDeps {
  readonly sessions: Pick<Sessions, 'current'>;
  readonly keepFresh: Pick<KeepFresh, 'keptNow'>;
}

/** Selects the profiles of the portal in use that belong to its user and that nothing renews. */
export function createWarnedProfiles({ sessions, keepFresh }: WarnedProfilesDeps): WarnedProfiles {
  return async (profiles) => {
    const current = await sessions.current();
    if (!current) return [];
    const kept = await keepFresh.keptNow(profiles);
    return profiles.filter(
      (each) => each.portal === current.startUrl && !isOfOtherUser(each, current) && !kept.has(each.name),
    );
  };
}
