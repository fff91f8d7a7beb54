import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type Session, samePlace } from './session.ts';

const KEY = 'sessions';

export interface SessionStore {
  /** All stored sessions. */
  all(): Promise<readonly Session[]>;
  /** The session of a portal in a cookie store. */
  at(place: SessionPlace): Promise<Session | undefined>;
  /** The session with this id. Undefined if no session has this id. A session gets a new id when it gets a new token. */
  ofId(id: string): Promise<Session | undefined>;
  /** The session that has this text as its key or as its provisional key. */
  byKey(key: string): Promise<Session | null>;
  /** Stores a session, and removes the earlier session of the same portal and cookie store. */
  put(session: Session): Promise<void>;
  /**
   * Changes the session with this id. Does nothing if no session has this id, for example after the session got a new
   * token.
   */
  update(id: string, patch: (session: Session) => Session): Promise<void>;
  /** Removes the sessions for which `matches` returns true, and returns them. */
  take(matches: (session: Session) => boolean): Promise<readonly Session[]>;
}

/** Creates the part that stores sessions in `storage.session`. @param changed called after every change. */
export function createSessionStore(area: Area, changed: () => void): SessionStore {
  const queue = createQueue();
  const stored = createCachedValue<readonly Session[]>(area, KEY);
  const all = async () => (await stored.get()) ?? [];

  /**
   * Changes the stored sessions.
   * @param change gets all sessions and returns the sessions to store. If `change` returns the same array, the sessions
   * are not written.
   */
  const change = (change: (sessions: readonly Session[]) => readonly Session[]): Promise<void> =>
    queue(async () => {
      const before = await all();
      const after = change(before);
      if (after === before) return;
      await stored.set(after);
      changed();
    });

  return {
    all,
    at: async (place) => (await all()).find((each) => samePlace(each, place)),
    ofId: async (id) => (await all()).find((each) => each.id === id),
    async byKey(key) {
      const sessions = await all();
      return sessions.find((each) => each.key === key) ?? sessions.find(({ was }) => was === key) ?? null;
    },
    put: (session) => change((sessions) => [...sessions.filter((each) => !samePlace(each, session)), session]),
    update: (id, patch) =>
      change((sessions) =>
        sessions.some((each) => each.id === id)
          ? sessions.map((each) => (each.id === id ? patch(each) : each))
          : sessions,
      ),
    async take(matches) {
      let taken: readonly Session[] = [];
      await change((sessions) => {
        taken = sessions.filter(matches);
        return taken.length > 0 ? sessions.filter((each) => !matches(each)) : sessions;
      });
      return taken;
    },
  };
}
