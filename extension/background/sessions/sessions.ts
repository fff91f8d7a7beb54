import { KeyferryError } from '#core/errors.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type AnnouncementDeps, type Announcements, createAnnouncements } from './announcement.ts';
import type { Cancellation } from './cancellation.ts';
import type { AdmittedRegion } from './host-permissions.ts';
import { createIdentityCheck, type IdentityCheckDeps } from './identity-check.ts';
import type { PortalMemory } from './portal-memory.ts';
import { isLive, type LiveSession, type Session } from './session.ts';
import { createSessionLookup, type SessionLookup } from './session-lookup.ts';
import type { SessionStore } from './session-store.ts';
import type { TrustedPortals } from './trusted-portals.ts';

const CURRENT = 'current';

export interface SessionsDeps extends Omit<IdentityCheckDeps, 'store' | 'refused'>, Pick<AnnouncementDeps, 'markOf'> {
  readonly store: SessionStore;
  readonly memory: Area;
  readonly trust: Pick<TrustedPortals, 'isTrusted' | 'trust'>;
  readonly portals: PortalMemory;
  readonly admitted: AdmittedRegion;
  readonly cancellation: Cancellation;
  /** Called after the user chose another session. */
  readonly changed: () => void;
}

/** The one interface to sessions, whether a portal page or the browser's cookies announced them. */
export interface Sessions extends Omit<SessionLookup, 'known'>, Pick<Announcements, 'announce'> {
  /** Removes the sessions that match, cancels their requests, and returns them. */
  forget(matches: (session: Session) => boolean): Promise<readonly Session[]>;
  /** Trusts the portal of a session and makes it the current one. @throws KeyferryError NO_SESSION, SESSION_CHANGED */
  use(key: string): Promise<void>;
  /** Makes a session the current one. @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED */
  choose(key: string): Promise<void>;
  /** Sets the region that the user chose. @throws KeyferryError NO_SESSION, SESSION_CHANGED, REGION_UNKNOWN */
  setRegion(key: string, region: string): Promise<void>;
  /**
   * The session of a key, ready for requests.
   * @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED, REGION_UNKNOWN, SESSION_EXPIRED; and the
   * temporary failure that keeps the portal from identifying the user of a new token.
   */
  live(key: string): Promise<LiveSession>;
  /** The portal's API answered 401 to a request of this session: drops its token. */
  refused(session: Session): Promise<void>;
  /** Asks the portal about the current session, if that failed before or is a while ago. */
  recheck(): Promise<void>;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { store, trust, portals, cancellation } = deps;
  const chosen = createCachedValue<SessionPlace>(deps.memory, CURRENT);
  const { known, ...lookup } = createSessionLookup({ store, chosen, trust, portals });
  const check = createIdentityCheck({ ...deps, refused });
  const { announce, remember } = createAnnouncements({ ...deps, identify });

  async function choose({ store, startUrl }: Session): Promise<void> {
    await chosen.set({ store, startUrl });
    deps.changed();
  }

  /** A region that the user chose may have been wrong: then the choice is dropped instead of the token. */
  async function refused(session: Session): Promise<void> {
    cancellation.abort(session.id, new KeyferryError('SESSION_EXPIRED'));
    if (session.regionFrom === 'chosen' && !session.checked) {
      await portals.remember(session, { region: null });
      return store.update(session.id, (each) => ({ ...each, region: null, regionFrom: null }));
    }
    await store.update(session.id, (each) => ({ ...each, token: null, expired: true, checked: true }));
  }

  /** A portal that is not trusted is known but never sent a request (docs/DECISIONS.md, 15). */
  async function identify(session: Session | null): Promise<KeyferryError | null> {
    return session && isLive(session) && (await trust.isTrusted(session)) ? check.once(session) : null;
  }

  /** The session of a key after its portal was asked for the user. */
  async function identified(key: string): Promise<Session> {
    const before = await lookup.trusted(key);
    const failure = await identify(before);
    const session = await known(key);
    const hasNewToken = session.token !== before.token && isLive(session);
    if (hasNewToken && before.user === null) throw new KeyferryError('SESSION_CHANGED');
    if (session.checked || !isLive(session)) return session;
    if (hasNewToken) return identified(key);
    // The key names the user of the token before; the new token may be another user's.
    if (failure && session.user !== null) throw failure;
    return session;
  }

  return {
    ...lookup,
    announce,
    refused,
    async forget(matches) {
      const taken = await store.take(matches);
      for (const { id } of taken) cancellation.abort(id, new KeyferryError('SESSION_CHANGED'));
      return taken;
    },
    async use(key) {
      const session = await known(key);
      await trust.trust(session);
      await choose(session);
      await identify(session);
      await remember(session);
    },
    choose: async (key) => choose(await lookup.trusted(key)),
    async setRegion(key, region) {
      const session = await known(key);
      if ((await deps.admitted(session.partition, region)) === null) throw new KeyferryError('REGION_UNKNOWN');
      cancellation.abort(session.id, new KeyferryError('SESSION_CHANGED'));
      const id = deps.newId();
      await store.update(session.id, (each) => ({ ...each, id, region, regionFrom: 'chosen', checked: false }));
      await identify((await store.ofId(id)) ?? null);
      await remember(session);
    },
    async live(key) {
      const session = await identified(key);
      if (session.expired) throw new KeyferryError('SESSION_EXPIRED');
      if (!isLive(session)) throw new KeyferryError('REGION_UNKNOWN');
      return session;
    },
    async recheck() {
      const session = await lookup.current();
      if (session?.checked) await check.again(session);
      else await identify(session);
    },
  };
}
