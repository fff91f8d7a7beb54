import { KeyferryError } from '#core/errors.ts';
import type { LiveSession, Session } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { LiveProfile } from '../live-profile.ts';

export interface LiveSessionsDeps {
  readonly sessions: Pick<Sessions, 'all' | 'live'>;
  /** For each of the given portals that has no session yet, looks for a session in the browser's cookies. */
  readonly restore: (startUrls: readonly string[]) => Promise<void>;
}

/** Finds the session that is used to get the keys of a live profile. This is never a session of a private window. */
export interface LiveSessions {
  /**
   * The session of the profile's portal and user, after the portal has identified the user.
   * @throws KeyferryError LIVE_REFUSED if only other users are signed in, LIVE_SIGN_IN if no user is signed in, or the
   * error of the request that identifies the user.
   */
  of(profile: LiveProfile): Promise<LiveSession>;
  /** The valid sessions of a portal. If no session is known, looks in the browser's cookies first. */
  candidates(startUrl: string): Promise<readonly Session[]>;
  /** The valid sessions of a portal that are already known. Makes no request. */
  known(startUrl: string): Promise<readonly Session[]>;
}

/** Creates the part that finds sessions for live profiles. */
export function createLiveSessions({ sessions, restore }: LiveSessionsDeps): LiveSessions {
  const known = async (startUrl: string) =>
    (await sessions.all()).filter((each) => each.startUrl === startUrl && !each.isPrivate && !each.expired);

  /**
   * Finds the valid sessions of a portal. After a restart of the browser, it is possible that no page has announced the
   * session yet. So the browser's cookies are read too.
   */
  async function candidates(portal: string): Promise<readonly Session[]> {
    const found = await known(portal);
    if (found.length > 0) return found;
    await restore([portal]);
    return known(portal);
  }

  return {
    known,
    candidates,
    async of(profile) {
      const found = await candidates(profile.portal);
      const failures: KeyferryError[] = [];
      for (const { key } of found) {
        try {
          const session = await sessions.live(key);
          if (session.identity === profile.user) return session;
        } catch (error) {
          if (!(error instanceof KeyferryError)) throw error;
          failures.push(error);
        }
      }
      throw reasonOf(profile, found, failures);
    },
  };
}

/** The error for a profile whose user has no session. */
function reasonOf(
  { name, portal }: LiveProfile,
  found: readonly Session[],
  failures: readonly KeyferryError[],
): KeyferryError {
  const isOver = ({ code }: KeyferryError) => code === 'SESSION_EXPIRED' || code === 'NO_SESSION';
  if (failures.filter(isOver).length === found.length) return new KeyferryError('LIVE_SIGN_IN', { portal });
  const isForeign = ({ code }: KeyferryError) => code === 'PORTAL_UNTRUSTED' || code === 'SESSION_CHANGED';
  const other = failures.find((each) => !isOver(each) && !isForeign(each));
  return other ?? new KeyferryError('LIVE_REFUSED', { name });
}
