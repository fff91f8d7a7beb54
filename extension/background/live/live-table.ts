import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { LiveProfile } from './live-profile.ts';
import { createLiveUses } from './live-uses.ts';

/** The key of a value in `storage.local`, which contains names and ids, and no secret. */
const KEY = 'live';

/** The part of a profile that is stored in the table. Uses are stored separately, because they change often. */
export type StoredProfile = Omit<LiveProfile, 'usedAt' | 'usedBy' | 'uses'>;
type Table = ReadonlyMap<string, StoredProfile>;

/** The fields that a person can change after a profile was set up. */
export interface LiveAccess {
  readonly grant?: LiveProfile['grant'] | undefined;
  readonly isPaused?: boolean | undefined;
  readonly notForAgents?: boolean | undefined;
}

export interface LiveTableDeps {
  readonly local: Area;
  /** Calls `task` after this time in ms, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
  /** Called after every change. */
  readonly changed: () => void;
}

/**
 * The live profiles of this browser. Only this table says which portal, user, account and role a profile's name stands
 * for. No entry is made in a private window.
 */
export interface LiveTable {
  /** All live profiles with their uses. */
  all(): Promise<readonly LiveProfile[]>;
  /** The live profile of this name, or null. */
  of(name: string): Promise<LiveProfile | null>;
  /** Whether there is no live profile. */
  isEmpty(): Promise<boolean>;
  /** Adds profiles. A profile of the same name is replaced, and its uses are forgotten. */
  put(profiles: readonly StoredProfile[]): Promise<void>;
  /** Changes these profiles. Unknown names are ignored. */
  change(names: readonly string[], change: LiveAccess): Promise<void>;
  /** Removes these profiles and their uses. Unknown names are ignored. */
  remove(names: readonly string[]): Promise<void>;
  /**
   * Records one answer with keys. The record is saved within some seconds.
   * @param at epoch ms.
   * @param by name of the program.
   */
  used(name: string, at: number, by: string | null): void;
  /** Erases all profiles and all uses. */
  forgetAll(): Promise<void>;
}

const withAccess = (before: StoredProfile, { grant, isPaused, notForAgents }: LiveAccess): StoredProfile => ({
  ...before,
  grant: grant ?? before.grant,
  isPaused: isPaused ?? before.isPaused,
  notForAgents: notForAgents ?? before.notForAgents,
});

/** Creates the table in `storage.local`. */
export function createLiveTable({ local, later, changed }: LiveTableDeps): LiveTable {
  const queue = createQueue();
  const stored = createCachedValue<readonly StoredProfile[]>(local, KEY);
  const uses = createLiveUses({ local, later, queue });

  const read = async (): Promise<Table> => new Map(((await stored.get()) ?? []).map((each) => [each.name, each]));

  const edit = (change: (table: Map<string, StoredProfile>) => void): Promise<void> =>
    queue(async () => {
      const table = new Map(await read());
      change(table);
      await stored.set([...table.values()]);
    }).then(changed);

  return {
    async all() {
      const [table, used] = [await read(), await uses.all()];
      return [...table.values()].map((each) => ({ ...each, ...used(each.name) }));
    },
    async of(name) {
      const profile = (await read()).get(name);
      return profile ? { ...profile, ...(await uses.all())(name) } : null;
    },
    isEmpty: async () => (await read()).size === 0,
    async put(profiles) {
      await uses.forget(profiles.map(({ name }) => name));
      await edit((table) => {
        for (const profile of profiles) table.set(profile.name, profile);
      });
    },
    change: (names, change) =>
      edit((table) => {
        for (const name of names) {
          const before = table.get(name);
          if (before) table.set(name, withAccess(before, change));
        }
      }),
    async remove(names) {
      await uses.forget(names);
      await edit((table) => {
        for (const name of names) table.delete(name);
      });
    },
    used(name, at, by) {
      uses.count(name, { at, by });
      changed();
    },
    async forgetAll() {
      await queue(() => stored.remove());
      await uses.forgetAll();
      changed();
    },
  };
}
