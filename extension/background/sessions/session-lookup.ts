import { KeyferryError } from '#core/errors.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import type { CachedValue } from '../storage/cached-value.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import type { PortalMemory } from './portal-memory.ts';
import { type Session, samePlace, sessionView } from './session.ts';
import type { SessionStore } from './session-store.ts';
import type { TrustedPortals } from './trusted-portals.ts';

export interface SessionLookupDeps {
  readonly store: Pick<SessionStore, 'all' | 'at' | 'byKey'>;
  /** The cookie store and the portal of the session that the user chose. */
  readonly chosen: Pick<CachedValue<SessionPlace>, 'get'>;
  readonly trust: Pick<TrustedPortals, 'isTrusted' | 'isConfirmed'>;
  readonly portals: Pick<PortalMemory, 'of'>;
}

/** Finds stored sessions. It never changes a session. */
export interface SessionLookup {
  /** All stored sessions, also sessions that are not trusted. */
  all(): Promise<readonly Session[]>;
  /** The session of a portal in a cookie store. */
  at(place: SessionPlace): Promise<Session | undefined>;
  /**
   * The session with this key, even if the session is not trusted.
   * @throws KeyferryError NO_SESSION, SESSION_CHANGED
   */
  known(key: string): Promise<Session>;
  /** The trusted session with this key. @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED */
  trusted(key: string): Promise<Session>;
  /**
   * The session in use. This is the session that the user chose, otherwise the first trusted session, otherwise null.
   */
  current(): Promise<Session | null>;
  /**
   * The session to use for a portal. This is the session in use, if that session belongs to the portal. Otherwise it is
   * the portal's only valid session. If the portal has several valid sessions, the worker cannot know which session is
   * meant, and throws.
   * @throws KeyferryError NO_SESSION when there is no valid session, SESSION_CHANGED when there are several.
   */
  forPortal(startUrl: string): Promise<Session>;
  /** Whether this session is still stored, still valid, and still has the same token. */
  isCurrent(session: Pick<Session, 'id'>): Promise<boolean>;
  /** All sessions, in the form in which the popup shows them. */
  views(): Promise<readonly SessionView[]>;
}

/** Creates the part that finds sessions. */
export function createSessionLookup({ store, chosen, trust, portals }: SessionLookupDeps): SessionLookup {
  async function trustedOnes(): Promise<readonly Session[]> {
    const isTrusted = async (session: Session) => ((await trust.isTrusted(session)) ? [session] : []);
    return (await Promise.all((await store.all()).map(isTrusted))).flat();
  }

  async function known(key: string): Promise<Session> {
    const session = await store.byKey(key);
    if (session) return session;
    throw new KeyferryError((await store.all()).length === 0 ? 'NO_SESSION' : 'SESSION_CHANGED');
  }

  async function current(): Promise<Session | null> {
    const [candidates, place] = await Promise.all([trustedOnes(), chosen.get()]);
    const choice = place && candidates.find((session) => samePlace(session, place));
    return choice ?? candidates.find(({ expired }) => !expired) ?? candidates[0] ?? null;
  }

  return {
    all: store.all,
    at: store.at,
    known,
    async trusted(key) {
      const session = await known(key);
      if (!(await trust.isTrusted(session))) throw new KeyferryError('PORTAL_UNTRUSTED');
      return session;
    },
    current,
    async forPortal(startUrl) {
      const inUse = await current();
      if (inUse?.startUrl === startUrl) return inUse;
      const valid = (await trustedOnes()).filter((each) => each.startUrl === startUrl && !each.expired);
      const [only, ...others] = valid;
      if (!only) throw new KeyferryError('NO_SESSION');
      if (others.length > 0) throw new KeyferryError('SESSION_CHANGED');
      return only;
    },
    isCurrent: async ({ id }) => (await store.all()).some((each) => each.id === id && !each.expired),
    async views() {
      const viewOf = async (session: Session) =>
        sessionView(session, {
          trusted: await trust.isTrusted(session),
          confirmedBefore: await trust.isConfirmed(session),
          listedBy: (await portals.of(session)).listing ?? null,
        });
      return Promise.all((await store.all()).map(viewOf));
    },
  };
}
