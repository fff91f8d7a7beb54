import type { ProfileView } from '#core/protocol/messages.ts';
import type { Session } from '../sessions/session.ts';

/**
 * Whether a written profile belongs to another user of the session's portal. False if the portal has not identified the
 * session's user yet. Also false for a profile without a user.
 */
export function isOfOtherUser(
  { portal, user }: Pick<ProfileView, 'portal' | 'user'>,
  { startUrl, identity, checked }: Pick<Session, 'startUrl' | 'identity' | 'checked'>,
): boolean {
  return portal === startUrl && checked && user !== undefined && user !== identity;
}

/**
 * The reason why this session must not renew a profile of its portal, or null.
 * @param marksUsers whether the host can store the user of a profile. A host of version 0.1.0 cannot.
 * @returns a clause that can follow the profile's name.
 */
export function whyNotOwn(
  { user }: Pick<ProfileView, 'user'>,
  { identity }: Pick<Session, 'identity'>,
  marksUsers: boolean,
): string | null {
  if (user !== undefined) return user === identity ? null : 'belongs to another user of this portal';
  return identity !== null && marksUsers ? 'does not say which user of this portal it belongs to' : null;
}
