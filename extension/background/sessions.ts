import { KeyferryError } from '#core/errors.ts';
import type { SessionView } from '#core/messages.ts';
import { knownRegion } from '#core/portals.ts';
import type { Flights } from './flights.ts';
import type { PortalApi } from './portal-api.ts';
import type { PortalPlace } from './sender.ts';
import { isLive, type LiveSession, type Session, samePlace, sessionKey, sessionView } from './session.ts';
import { createCheck } from './session-check.ts';
import type { SessionStore } from './session-store.ts';
import type { Trust } from './session-trust.ts';
import { type Area, readValue } from './storage.ts';

const CURRENT = 'current';

export interface SessionsDeps {
  readonly store: SessionStore;
  readonly memory: Area;
  readonly trust: Trust;
  readonly flights: Flights;
  readonly api: Pick<PortalApi, 'whoAmI'>;
  readonly newId: () => string;
  readonly markOf: (text: string) => Promise<string>;
  /** A key stands for nobody any more: its index has no owner. */
  readonly retired: (key: string) => Promise<void>;
}

/** The one interface to sessions, wherever they came from: the page today, other ways later. */
export function createSessions(deps: SessionsDeps) {
  const { store, memory, trust, flights } = deps;
  const check = createCheck({ ...deps, refused });

  const chosenPlace = () => readValue<Pick<Session, 'store' | 'startUrl'>>(memory, CURRENT);
  const choose = ({ store, startUrl }: Session) => memory.set({ [CURRENT]: { store, startUrl } });

  /** Drops the token. A region that the user chose may have been the wrong one, so then the choice goes instead. */
  async function refused(session: Session): Promise<void> {
    flights.abort(session.id, new KeyferryError('SESSION_EXPIRED'));
    if (session.regionChosen && !session.checked) {
      await trust.rememberRegion(session, null);
      return store.update(session.id, (each) => ({ ...each, region: null, regionChosen: false }));
    }
    await store.update(session.id, (each) => ({ ...each, token: null, expired: true, checked: true }));
  }

  /** A portal seen for the first time is known but never asked anything (docs/DECISIONS.md, 15). */
  async function checkTrusted(session: Session | null): Promise<void> {
    if (session && isLive(session) && (await trust.isTrusted(session))) await check(session);
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

  async function record(place: PortalPlace, token: string, named: string | null): Promise<Session> {
    const told = knownRegion(place.partition, named) ?? place.region;
    const chosen = told === null ? await trust.chosenRegion(place) : null;
    const { store, isPrivate, startUrl, label, partition } = place;
    const fresh = { id: deps.newId(), store, isPrivate, startUrl, label, partition, token, user: null };
    const rest = { expiresAt: null, checked: false, expired: false };
    const region = { region: told ?? chosen, regionChosen: chosen !== null };
    return { ...fresh, ...rest, ...region, key: sessionKey(fresh), mark: await deps.markOf(`${named} ${token}`) };
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

    /** What a portal page says: its token and the region it names. */
    async announce(place: PortalPlace, token: string, named: string | null): Promise<void> {
      const session = await record(place, token, named);
      const before = (await store.all()).find((each) => samePlace(each, session));
      if (before?.mark === session.mark) return checkTrusted(before);
      if (before) flights.abort(before.id, new KeyferryError('SESSION_CHANGED'));
      // Until the portal has said whose the new token is, the old key stands for display; `live` asks first.
      const shown = before && !before.expired ? { ...session, key: before.key, user: before.user } : session;
      await store.put(shown);
      await checkTrusted(shown);
    },

    /** Removes sessions and ends what is under way for them. */
    async forget(matches: (session: Session) => boolean): Promise<readonly Session[]> {
      const taken = await store.take(matches);
      for (const { id } of taken) flights.abort(id, new KeyferryError('SESSION_CHANGED'));
      return taken;
    },

    async use(key: string): Promise<void> {
      const session = await known(key);
      await trust.trust(session, session.regionChosen ? session.region : null);
      await choose(session);
      await checkTrusted(session);
    },

    async choose(key: string): Promise<void> {
      await choose(await trusted(key));
    },

    async setRegion(key: string, region: string): Promise<void> {
      const session = await known(key);
      if (knownRegion(session.partition, region) === null) throw new KeyferryError('REGION_UNKNOWN');
      flights.abort(session.id, new KeyferryError('SESSION_CHANGED'));
      const id = deps.newId();
      await store.update(session.id, (each) => ({ ...each, id, region, regionChosen: true, checked: false }));
      await trust.rememberRegion(session, region);
      await checkTrusted((await store.all()).find((each) => each.id === id) ?? null);
    },

    /**
     * The session of a key, ready to be used.
     * @throws KeyferryError NO_SESSION, SESSION_CHANGED, PORTAL_UNTRUSTED, REGION_UNKNOWN, SESSION_EXPIRED
     */
    async live(key: string): Promise<LiveSession> {
      await checkTrusted(await trusted(key));
      const session = await known(key);
      if (session.expired) throw new KeyferryError('SESSION_EXPIRED');
      if (!isLive(session)) throw new KeyferryError('REGION_UNKNOWN');
      return session;
    },

    /** The API said 401 to a request of this session. */
    refused,

    /** Asks about the current session if that failed before. */
    recheck: async (): Promise<void> => checkTrusted(await current()),

    all: store.all,

    async views(): Promise<readonly SessionView[]> {
      const all = await store.all();
      return Promise.all(all.map(async (session) => sessionView(session, await trust.isTrusted(session))));
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
