import { KeyferryError } from '#core/errors.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type Announcements, createAnnouncements } from './announcement.ts';
import type { Cancellation } from './cancellation.ts';
import type { AdmittedRegion } from './host-permissions.ts';
import { isOfOtherDirectory } from './identity.ts';
import { createIdentityCheck, type IdentityCheckDeps } from './identity-check.ts';
import type { PortalMemory } from './portal-memory.ts';
import { isLive, type LiveSession, type Session } from './session.ts';
import { createSessionLookup, type SessionLookup } from './session-lookup.ts';
import type { SessionStore } from './session-store.ts';
import type { TrustedPortals } from './trusted-portals.ts';

const CURRENT = 'current';

export interface SessionsDeps extends Omit<IdentityCheckDeps, 'store' | 'refused' | 'checked'> {
  readonly store: SessionStore;
  readonly memory: Area;
  readonly trust: Pick<TrustedPortals, 'isTrusted' | 'isConfirmed' | 'trust' | 'confirm'>;
  readonly portals: PortalMemory;
  readonly admitted: AdmittedRegion;
  readonly cancellation: Cancellation;
  /** Called after the user chose another session. */
  readonly changed: () => void;
}

/**
 * The rest of the worker uses sessions only through this interface. Sessions come from portal pages or from the
 * browser's cookies.
 */
export interface Sessions extends Omit<SessionLookup, 'known'>, Pick<Announcements, 'announce'> {
  /** Removes the sessions for which `matches` returns true, cancels their requests, and returns these sessions. */
  forget(matches: (session: Session) => boolean): Promise<readonly Session[]>;
  /**
   * Call this when the person has confirmed the portal of a session with a click. Trusts the portal for the session's
   * user, and makes the session the current one. If the portal is new, the worker asks it for the user only after this
   * click. If the portal was confirmed before, the popup must have shown the user before the click.
   * @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED, or the failure of the request that asks for
   * the user.
   */
  use(key: string): Promise<void>;
  /** Makes a session the current one. @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED */
  choose(key: string): Promise<void>;
  /** Sets the region that the user chose. @throws KeyferryError NO_SESSION, SESSION_CHANGED, REGION_UNKNOWN */
  setRegion(key: string, region: string): Promise<void>;
  /**
   * The session with this key. If its user is unknown, first asks the portal who the user is. Use this for work that
   * needs no token.
   * @throws KeyferryError the same errors as `live`, without REGION_UNKNOWN and SESSION_EXPIRED.
   */
  identified(key: string): Promise<Session>;
  /**
   * The session with this key, ready for requests.
   * @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED, REGION_UNKNOWN, SESSION_EXPIRED. Also the
   * error of the request that asks for the user of a new token, if this error is temporary.
   */
  live(key: string): Promise<LiveSession>;
  /** Call this when the portal's API answered a request of this session with status 401. Erases the session's token. */
  refused(session: Session): Promise<void>;
  /**
   * Asks the portal whether the current session is still valid. Does not ask again within a minute after a good answer.
   * Also asks each confirmed portal who its user is, if this is still unknown.
   */
  recheck(): Promise<void>;
}

/** Creates the part that manages all sessions. The worker has only one. */
export function createSessions(deps: SessionsDeps): Sessions {
  const { store, trust, portals, cancellation } = deps;
  const chosen = createCachedValue<SessionPlace>(deps.memory, CURRENT);
  const { known, ...lookup } = createSessionLookup({ store, chosen, trust, portals });
  const check = createIdentityCheck({ ...deps, refused, checked: bindConfirmation });
  const { announce, remember } = createAnnouncements({ ...deps, identify });

  async function choose({ store, startUrl }: Session): Promise<void> {
    await chosen.set({ store, startUrl });
    deps.changed();
  }

  /**
   * Handles status 401 of the portal's API. If the user chose the region, the choice may be wrong. Then the worker
   * forgets the region, but keeps the token.
   */
  async function refused(session: Session): Promise<void> {
    cancellation.abort(session.id, new KeyferryError('SESSION_EXPIRED'));
    if (session.regionFrom === 'chosen' && !session.checked) {
      await portals.remember(session, { region: null });
      return store.update(session.id, (each) => ({ ...each, region: null, regionFrom: null }));
    }
    await store.update(session.id, (each) => ({ ...each, token: null, expired: true, checked: true }));
  }

  /**
   * Asks the portal who the user is, if the portal is confirmed. Sends nothing to other portals (docs/DECISIONS.md,
   * 15).
   */
  async function identify(session: Session | null): Promise<KeyferryError | null> {
    return session && isLive(session) && (await trust.isConfirmed(session)) ? check.once(session) : null;
  }

  /**
   * Call this when the portal has answered who the user is. If the person confirmed the portal while the session had
   * this token, the portal is now trusted for this user.
   */
  async function bindConfirmation(id: string): Promise<void> {
    const session = await store.ofId(id);
    if (!session?.confirmed) return;
    // The person confirmed this portal. But the portal's answer shows that the session belongs to another directory.
    if (isOfOtherDirectory(session)) return store.update(id, (each) => ({ ...each, confirmed: false }));
    await trust.trust(session);
  }

  /**
   * Throws if the portal was confirmed before but has not yet answered who the user is. The popup must show the user
   * before the person clicks.
   */
  async function requireNamedUser(session: Session): Promise<void> {
    if (session.checked || !(await trust.isConfirmed(session))) return;
    const failure = await identify(session);
    throw failure ?? new KeyferryError('PORTAL_UNTRUSTED');
  }

  /** The session with this key. If its user is unknown, first asks the portal who the user is. */
  async function identified(key: string): Promise<Session> {
    const before = await known(key);
    if (!(await trust.isConfirmed(before))) throw new KeyferryError('PORTAL_UNTRUSTED');
    const failure = await identify(before);
    const session = await known(key);
    const hasNewToken = session.token !== before.token && isLive(session);
    if (hasNewToken && before.user === null) throw new KeyferryError('SESSION_CHANGED');
    const isOver = session.checked || !isLive(session);
    if (!isOver && hasNewToken) return identified(key);
    // The user of the token is not known. This user may differ from the user in the key, or from the user that the
    // person confirmed.
    if (!isOver && failure && (session.user !== null || !session.confirmed)) throw failure;
    if (!(await trust.isTrusted(session))) throw new KeyferryError('PORTAL_UNTRUSTED');
    return session;
  }

  return {
    ...lookup,
    announce,
    identified,
    refused,
    async forget(matches) {
      const taken = await store.take(matches);
      for (const { id } of taken) cancellation.abort(id, new KeyferryError('SESSION_CHANGED'));
      return taken;
    },
    async use(key) {
      const session = await known(key);
      if (await trust.isTrusted(session)) return choose(session);
      await requireNamedUser(session);
      await trust.confirm(session);
      await store.update(session.id, (each) => ({ ...each, confirmed: true }));
      if (session.checked) await trust.trust(session);
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
      for (const each of await store.all()) await identify(each);
    },
  };
}
