import { indexKey, type ListingWay, type RoleIndex } from '#core/protocol/messages.ts';
import type { Session } from '../sessions/session.ts';
import { type Area, type Areas, createQueue, readValue } from '../storage/areas.ts';
import { isKeyOf, staysInMemory } from '../storage/session-data.ts';

const PREFIX = indexKey('');
const JOB_PREFIX = 'job ';

export type Mode = ListingWay;

/** A listing that is not at its end; it outlives a stopped worker. */
export interface Job {
  readonly mode: Mode;
  /** Whether all accounts are known. */
  readonly listed: boolean;
  /** By the user: it goes on when the user says so. */
  readonly stopped: boolean;
  /** Accounts whose roles are still to be asked for. */
  readonly todo: readonly string[];
  /** Instance id of each account, in mode `instance`. */
  readonly instances: Readonly<Record<string, string>>;
}

async function keysOf(area: Area, prefix: string): Promise<string[]> {
  return Object.keys(await area.get(null)).filter((key) => key.startsWith(prefix));
}

/**
 * Where the lists of accounts and roles rest: on disk for the next opening, or in memory for a private window or an
 * unknown user (docs/DECISIONS.md, 18). Names and ids only.
 */
export function createIndexStore({ local, session: memory }: Areas) {
  const queue = createQueue();
  const areaFor = (session: Session) => (staysInMemory(session) ? memory : local);

  /** @param keepDisk leaves what rests on disk, as the user may choose. */
  async function erase(matches: (sessionKey: string) => boolean, keepDisk = false): Promise<void> {
    const gone = async (area: Area, prefix: string) =>
      area.remove((await keysOf(area, prefix)).filter((key) => matches(key.slice(prefix.length))));
    await queue(() => Promise.all([keepDisk || gone(local, PREFIX), gone(memory, PREFIX), gone(memory, JOB_PREFIX)]));
  }

  const read = (session: Session) => readValue<RoleIndex>(areaFor(session), indexKey(session.key));
  const put = (session: Session, index: RoleIndex) => areaFor(session).set({ [indexKey(session.key)]: index });

  return {
    read,
    write: (session: Session, index: RoleIndex): Promise<void> => queue(() => put(session, index)),
    /** Changes what is there; one that has been erased stays so. */
    change: (session: Session, change: (index: RoleIndex) => RoleIndex): Promise<void> =>
      queue(async () => {
        const before = await read(session);
        if (before) await put(session, change(before));
      }),

    readJob: (session: Session) => readValue<Job>(memory, `${JOB_PREFIX}${session.key}`),
    writeJob: (session: Session, job: Job) => memory.set({ [`${JOB_PREFIX}${session.key}`]: job }),
    removeJob: (session: Session) => memory.remove(`${JOB_PREFIX}${session.key}`),

    erase: (key: string, keepDisk: boolean) => erase((each) => each === key, keepDisk),
    /** Also those of earlier users and of sessions that the worker no longer knows. */
    erasePlace: (place: Pick<Session, 'store' | 'startUrl'>, keepDisk: boolean) =>
      erase((key) => isKeyOf(key, place), keepDisk),
    eraseAll: () => erase(() => true),
  };
}

export type IndexStore = ReturnType<typeof createIndexStore>;
