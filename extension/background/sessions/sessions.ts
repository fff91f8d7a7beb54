import { KeyferryError } from '#core/errors.ts';
import { knownRegion, newRegion } from '#core/portals/portals.ts';
import type { Capture, SessionView } from '#core/protocol/messages.ts';
import { type Area, readValue } from '../storage/areas.ts';
import type { Flights } from './cancellation.ts';
import type { Admitted } from './host-permissions.ts';
import { createCheck } from './identity-check.ts';
import type { WaysKept } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import { isLive, type LiveSession, type Session, samePlace, sessionKey, sessionView } from './session.ts';
import type { PortalApi } from './session-requests.ts';
import type { SessionStore } from './session-store.ts';
import type { Trust } from './trusted-portals.ts';
import type { NamedRegion } from './unreadable-portals.ts';

const CURRENT = 'current';

type Region = Pick<Session, 'region' | 'regionFrom' | 'newRegion'>;

export interface SessionsDeps {
  readonly store: SessionStore;
  readonly memory: Area;
  readonly trust: Trust;
  readonly ways: WaysKept;
  readonly admitted: Admitted;
  readonly flights: Flights;
  readonly api: Pick<PortalApi, 'whoAmI'>;
  readonly newId: () => string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly markOf: (text: string) => Promise<string>;
  /** A key stands for nobody any more: its index has no owner. */
  readonly retired: (key: string) => Promise<void>;
  /** Told when it is known of a session whose it is; it may have another key then. */
  readonly found: () => void;
  readonly later: (task: () => void, ms: number) => unknown;
}

/** What a portal tells of its session, whichever way it was had. */
export interface Told {
  readonly token: string;
  readonly named: NamedRegion | null;
  readonly capture: Capture;
}

/** The one interface to sessions, wherever they came from: the portal's page or the browser's cookies. */
export function createSessions(deps: SessionsDeps) {
  const { store, memory, trust, flights, ways } = deps;
  const check = createCheck({ ...deps, refused });

  const chosenPlace = () => readValue<Pick<Session, 'store' | 'startUrl'>>(memory, CURRENT);
  const choose = ({ store, startUrl }: Session) => memory.set({ [CURRENT]: { store, startUrl } });

  /** Drops the token. A region that the user chose may have been the wrong one, so then the choice goes instead. */
  async function refused(session: Session): Promise<void> {
    flights.abort(session.id, new KeyferryError('SESSION_EXPIRED'));
    if (session.regionFrom === 'chosen' && !session.checked) {
      await trust.rememberRegion(session, null);
      return store.update(session.id, (each) => ({ ...each, region: null, regionFrom: null }));
    }
    await store.update(session.id, (each) => ({ ...each, token: null, expired: true, checked: true }));
  }

  /** A portal seen for the first time is known but never asked anything (docs/DECISIONS.md, 15). */
  async function checkTrusted(session: Session | null): Promise<KeyferryError | null> {
    return session && isLive(session) && (await trust.isTrusted(session)) ? check.once(session) : null;
  }

  async function known(key: string): Promise<Session> {
    const session = await store.byKey(key);
    if (session) return session;
    throw new KeyferryError((await store.all()).length === 0 ? 'NO_SESSION' : 'SESSION_CHANGED');
  }

  /** @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED */
  async function trusted(key: string): Promise<Session> {
    const session = await known(key);
    if (!(await trust.isTrusted(session))) throw new KeyferryError('PORTAL_UNTRUSTED');
    return session;
  }

  /** The session of a key once its portal has been asked whose it is. */
  async function askedAbout(key: string): Promise<Session> {
    const before = await trusted(key);
    const trouble = await checkTrusted(before);
    const session = await known(key);
    const isAnother = session.token !== before.token && isLive(session);
    if (isAnother && before.user === null) throw new KeyferryError('SESSION_CHANGED');
    if (session.checked || !isLive(session)) return session;
    if (isAnother) return askedAbout(key);
    // It stands under the user of the token before it, and may be someone else's.
    if (trouble && session.user !== null) throw trouble;
    return session;
  }

  async function regionOf(place: PortalPlace, named: NamedRegion | null): Promise<Region> {
    const known = knownRegion(place.partition, named?.name);
    if (named && known) return { region: known, regionFrom: named.from, newRegion: null };
    if (place.region) return { region: place.region, regionFrom: 'host', newRegion: null };
    const chosen = await trust.chosenRegion(place);
    return {
      region: chosen,
      regionFrom: chosen === null ? null : 'chosen',
      newRegion: newRegion(place.partition, named?.name),
    };
  }

  async function record(place: PortalPlace, { token, named, capture }: Told): Promise<Session> {
    const { store, isPrivate, startUrl, label, partition } = place;
    const fresh = { id: deps.newId(), store, isPrivate, startUrl, label, partition, token, user: null };
    const rest = { capture, expiresAt: null, checked: false, whoAmI: null, expired: false };
    const mark = await deps.markOf(`${named?.name ?? null} ${token}`);
    return { ...fresh, ...rest, ...(await regionOf(place, named)), key: sessionKey(fresh), mark };
  }

  /** What worked for a portal in use is tried first the next time. */
  async function remember(place: Pick<Session, 'store' | 'startUrl'>): Promise<void> {
    const session = await store.at(place);
    if (!session || !isLive(session) || !(await trust.isTrusted(session))) return;
    const { capture, region, regionFrom } = session;
    await ways.remember(session, { capture, ...(regionFrom && { region: { name: region, from: regionFrom } }) });
  }

  /** The same token once more, by the same way or another. */
  async function toldAgain(before: Session, capture: Capture): Promise<void> {
    await checkTrusted(before);
    if (before.capture === capture) return;
    const now = await store.at(before);
    if (now) await store.update(now.id, (each) => ({ ...each, capture }));
    await remember(before);
  }

  async function current(): Promise<Session | null> {
    const trusted = await Promise.all(
      (await store.all()).map(async (session) => ((await trust.isTrusted(session)) ? [session] : [])),
    );
    const candidates = trusted.flat();
    const place = await chosenPlace();
    const chosen = place && candidates.find((session) => samePlace(session, place));
    return chosen ?? candidates.find((session) => !session.expired) ?? candidates[0] ?? null;
  }

  return {
    current,
    trusted,

    /** A portal has this session now. */
    async announce(place: PortalPlace, told: Told): Promise<void> {
      const session = await record(place, told);
      const before = await store.at(session);
      if (before?.mark === session.mark) return toldAgain(before, told.capture);
      if (before) flights.abort(before.id, new KeyferryError('SESSION_CHANGED'));
      // Until the portal has said whose the new token is, the old key stands for display; `live` asks first.
      const shown = before && !before.expired ? { ...session, key: before.key, user: before.user } : session;
      await store.put(shown);
      await checkTrusted(shown);
      await remember(shown);
    },

    /** Removes sessions and ends what is under way for them. */
    async forget(matches: (session: Session) => boolean): Promise<readonly Session[]> {
      const taken = await store.take(matches);
      for (const { id } of taken) flights.abort(id, new KeyferryError('SESSION_CHANGED'));
      return taken;
    },

    async use(key: string): Promise<void> {
      const session = await known(key);
      await trust.trust(session, session.regionFrom === 'chosen' ? session.region : null);
      await choose(session);
      await checkTrusted(session);
      await remember(session);
    },

    async choose(key: string): Promise<void> {
      await choose(await trusted(key));
    },

    async setRegion(key: string, region: string): Promise<void> {
      const session = await known(key);
      if ((await deps.admitted(session.partition, region)) === null) throw new KeyferryError('REGION_UNKNOWN');
      flights.abort(session.id, new KeyferryError('SESSION_CHANGED'));
      const id = deps.newId();
      await store.update(session.id, (each) => ({ ...each, id, region, regionFrom: 'chosen', checked: false }));
      await trust.rememberRegion(session, region);
      await checkTrusted((await store.ofId(id)) ?? null);
      await remember(session);
    },

    /**
     * The session of a key, ready to be used.
     * @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED, REGION_UNKNOWN, SESSION_EXPIRED; and what
     * keeps the portal from saying whose a new token is.
     */
    async live(key: string): Promise<LiveSession> {
      const session = await askedAbout(key);
      if (session.expired) throw new KeyferryError('SESSION_EXPIRED');
      if (!isLive(session)) throw new KeyferryError('REGION_UNKNOWN');
      return session;
    },

    /** The API said 401 to a request of this session. */
    refused,

    /** Asks about the current session if that failed before, or is a while ago. */
    async recheck(): Promise<void> {
      const session = await current();
      if (session?.checked) await check.again(session);
      else await checkTrusted(session);
    },

    all: store.all,
    at: store.at,

    async views(): Promise<readonly SessionView[]> {
      const all = await store.all();
      const viewOf = async (session: Session) =>
        sessionView(session, await trust.isTrusted(session), (await ways.of(session)).listing ?? null);
      return Promise.all(all.map(viewOf));
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
