import { indexKey, type ListingWay, type RoleIndex } from '#core/protocol/messages.ts';
import type { Session } from '../sessions/session.ts';
import { type Area, type Areas, createQueue, readValue } from '../storage/areas.ts';
import { isKeyOf, isKeyOfPortal, staysInMemory } from '../storage/session-data.ts';

const PREFIX = indexKey('');
const JOB_PREFIX = 'job ';

export type Mode = ListingWay;

/**
 * The state of a listing that has not ended. It is stored, so that the listing can continue after the browser stopped
 * the worker.
 */
export interface Job {
  readonly mode: Mode;
  /** Whether all pages of accounts have arrived. */
  readonly listed: boolean;
  /** Whether the user stopped the listing. It then continues only when the user resumes it. */
  readonly stopped: boolean;
  /** Ids of the accounts whose roles are not known yet. */
  readonly todo: readonly string[];
  /** Instance ids by account id. Empty in mode `assignment`, where accounts have no instance ids. */
  readonly instances: Readonly<Record<string, string>>;
}

async function keysOf(area: Area, prefix: string): Promise<string[]> {
  return Object.keys(await area.get(null)).filter((key) => key.startsWith(prefix));
}

/** For each session, stores the list of accounts and roles, and the unfinished listing. */
export interface IndexStore {
  /** The list of a session. Null when no list is stored. */
  read(session: Session): Promise<RoleIndex | null>;
  /** Stores the list of a session. Replaces the earlier list. */
  write(session: Session, index: RoleIndex): Promise<void>;
  /** Changes the stored list. Does nothing when the list is no longer stored. */
  change(session: Session, change: (index: RoleIndex) => RoleIndex): Promise<void>;
  /** The unfinished listing of a session. Null if the session has no unfinished listing. */
  readJob(session: Session): Promise<Job | null>;
  /** Stores the unfinished listing of a session. */
  writeJob(session: Session, job: Job): Promise<void>;
  /** Removes the unfinished listing of a session. */
  removeJob(session: Session): Promise<void>;
  /** Erases the list of the session with this key. @param keepDisk with true, lists on disk are kept. */
  erase(key: string, keepDisk: boolean): Promise<void>;
  /**
   * Erases the lists of a portal in one cookie store. This includes the lists of earlier users and of forgotten
   * sessions.
   */
  erasePlace(place: Pick<Session, 'store' | 'startUrl'>, keepDisk: boolean): Promise<void>;
  /** Erases the lists of a portal in every cookie store, in memory and on disk. */
  erasePortal(startUrl: string): Promise<void>;
  /** Erases the lists of all portals. */
  eraseAll(): Promise<void>;
}

/**
 * Stores lists on disk, so that the popup can show them when it opens again. The lists of a private window or an
 * unknown user are stored only in memory (docs/DECISIONS.md, 18). Lists contain only names and ids.
 */
export function createIndexStore({ local, session: memory }: Areas): IndexStore {
  const queue = createQueue();
  const areaFor = (session: Session) => (staysInMemory(session) ? memory : local);

  async function erase(matches: (sessionKey: string) => boolean, keepDisk = false): Promise<void> {
    const eraseIn = async (area: Area, prefix: string) =>
      area.remove((await keysOf(area, prefix)).filter((key) => matches(key.slice(prefix.length))));
    await queue(() =>
      Promise.all([keepDisk || eraseIn(local, PREFIX), eraseIn(memory, PREFIX), eraseIn(memory, JOB_PREFIX)]),
    );
  }

  const read = (session: Session) => readValue<RoleIndex>(areaFor(session), indexKey(session.key));
  const put = (session: Session, index: RoleIndex) => areaFor(session).set({ [indexKey(session.key)]: index });

  return {
    read,
    write: (session, index) => queue(() => put(session, index)),
    change: (session, change) =>
      queue(async () => {
        const before = await read(session);
        if (before) await put(session, change(before));
      }),

    readJob: (session) => readValue<Job>(memory, `${JOB_PREFIX}${session.key}`),
    writeJob: (session, job) => memory.set({ [`${JOB_PREFIX}${session.key}`]: job }),
    removeJob: (session) => memory.remove(`${JOB_PREFIX}${session.key}`),

    erase: (key, keepDisk) => erase((each) => each === key, keepDisk),
    erasePlace: (place, keepDisk) => erase((key) => isKeyOf(key, place), keepDisk),
    erasePortal: (startUrl) => erase((key) => isKeyOfPortal(key, startUrl)),
    eraseAll: () => erase(() => true),
  };
}
