import { type Area, createQueue, readValue } from '../storage/areas.ts';
import { type Session, samePlace } from './session.ts';

const KEY = 'sessions';

type Place = Pick<Session, 'store' | 'startUrl'>;

/**
 * The sessions in `storage.session`. Read anew each time: the worker may have been stopped in between, and nothing
 * that matters lives in its own memory.
 */
export function createSessionStore(area: Area) {
  const queue = createQueue();

  const all = async (): Promise<readonly Session[]> => (await readValue<Session[]>(area, KEY)) ?? [];

  /** @param change gets the sessions and gives those to keep; the same array means that nothing changed. */
  const change = (change: (sessions: readonly Session[]) => readonly Session[]): Promise<void> =>
    queue(async () => {
      const before = await all();
      const after = change(before);
      if (after !== before) await area.set({ [KEY]: after });
    });

  return {
    all,

    /** The session that a cookie store holds for a portal. */
    at: async (place: Place): Promise<Session | undefined> => (await all()).find((each) => samePlace(each, place)),

    /** The session of that token. */
    ofId: async (id: string): Promise<Session | undefined> => (await all()).find((each) => each.id === id),

    /** Also by the key that it had until the portal said whose it is, which was never anyone else's. */
    async byKey(key: string): Promise<Session | null> {
      const sessions = await all();
      return sessions.find((each) => each.key === key) ?? sessions.find(({ was }) => was === key) ?? null;
    },

    /** Puts a session in the place of the one its cookie store held for that portal. */
    put: (session: Session) => change((sessions) => [...sessions.filter((each) => !samePlace(each, session)), session]),

    /** Changes the session of that token; does nothing when a newer token has taken its place. */
    update: (id: string, patch: (session: Session) => Session) =>
      change((sessions) =>
        sessions.some((each) => each.id === id)
          ? sessions.map((each) => (each.id === id ? patch(each) : each))
          : sessions,
      ),

    /** Removes and returns the sessions that match. */
    async take(matches: (session: Session) => boolean): Promise<readonly Session[]> {
      let taken: readonly Session[] = [];
      await change((sessions) => {
        taken = sessions.filter(matches);
        return taken.length > 0 ? sessions.filter((each) => !matches(each)) : sessions;
      });
      return taken;
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
