import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveSession } from '../../sessions/session.ts';
import type { LiveGrants } from '../decision.ts';
import type { LiveProfile } from '../live-profile.ts';
import type { LiveRules } from '../live-rules.ts';
import type { LiveTable } from '../live-table.ts';
import type { LiveSessions } from './sessions.ts';

export interface LiveAccessDeps {
  readonly table: Pick<LiveTable, 'of'>;
  readonly rules: LiveRules;
  readonly grants: Pick<LiveGrants, 'refuses' | 'decide'>;
  readonly sessions: Pick<LiveSessions, 'of'>;
}

/** Decides whether a program may use a live profile to get keys or to open the console. */
export interface LiveAccess {
  /** The live profile with this name, if the program may ask for it now. @throws KeyferryError LIVE_REFUSED */
  usable(name: string, client: KnownClient): Promise<LiveProfile>;
  /**
   * The session of the profile's user, if the program may use the profile. Opens a question if a person must answer.
   * @param signal aborted when the program has closed its connection.
   * @throws KeyferryError LIVE_SIGN_IN, LIVE_REFUSED, LIVE_ASKING, or the error of the request that identifies the
   * user.
   */
  admit(profile: LiveProfile, client: KnownClient, signal: AbortSignal): Promise<LiveSession>;
  /**
   * Checks again whether the program may use the profile. Call this after every wait, just before the answer is sent.
   * Meanwhile a person may have locked all live profiles, turned them off, or paused, removed or changed this profile.
   * @throws KeyferryError LIVE_REFUSED
   */
  stillUsable(profile: LiveProfile, client: KnownClient): Promise<void>;
}

/** The program's name, as it is written in an error sentence. */
const programOf = ({ program }: KnownClient): string => program ?? 'a program';

/**
 * If the session ends or its user changes during the request, the program gets the same error as if this had happened
 * before the request.
 */
export function inLiveWords(error: unknown, { name, portal }: LiveProfile): unknown {
  const code: ErrorCode | null = error instanceof KeyferryError ? error.code : null;
  if (code === 'SESSION_EXPIRED' || code === 'NO_SESSION') return new KeyferryError('LIVE_SIGN_IN', { portal });
  if (code === 'SESSION_CHANGED' || code === 'PORTAL_UNTRUSTED') return new KeyferryError('LIVE_REFUSED', { name });
  return error;
}

const isSameRole = (a: LiveProfile, b: LiveProfile): boolean =>
  a.portal === b.portal && a.user === b.user && a.accountId === b.accountId && a.roleName === b.roleName;

/** Creates the part that decides which program may use which live profile. */
export function createLiveAccess(deps: LiveAccessDeps): LiveAccess {
  const { table, grants } = deps;

  async function usable(name: string, client: KnownClient): Promise<LiveProfile> {
    const { isOn } = await deps.rules.now();
    const profile = isOn ? await table.of(name) : null;
    if (!profile || (await grants.refuses(profile, client))) throw new KeyferryError('LIVE_REFUSED', { name });
    return profile;
  }

  return {
    usable,
    async admit(profile, client, signal) {
      const { name } = profile;
      const session = await deps.sessions.of(profile);
      // If the program has already closed its connection, the person's answer `Allow once` must stay unused.
      signal.throwIfAborted();
      const decision = await grants.decide(profile, client, session);
      if (decision === 'asking') throw new KeyferryError('LIVE_ASKING', { program: programOf(client), name });
      if (decision !== 'allowed') throw new KeyferryError('LIVE_REFUSED', { name });
      return session;
    },
    async stillUsable(profile, client) {
      const now = await usable(profile.name, client);
      if (!isSameRole(now, profile)) throw new KeyferryError('LIVE_REFUSED', { name: profile.name });
    },
  };
}
