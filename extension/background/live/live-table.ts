import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { LiveProfile } from './live-profile.ts';
import { createLiveUses } from './live-uses.ts';

/** The key of a value in `storage.local`. The value contains names and ids, but no secret. */
const KEY = 'live';

/**
 * The part of a live profile that is stored in the table. When and how often a profile was used is stored separately,
 * because this changes often.
 */
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
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
  /** Called after every change. */
  readonly changed: () => void;
}

/**
 * The live profiles of this browser. Only this table says which portal, user, account and role belong to a profile's
 * name. In a private window, no profile is added.
 */
export interface LiveTable {
  /** All live profiles. For each profile, the result contains when and how often it was used. */
  all(): Promise<readonly LiveProfile[]>;
  /** The live profile with this name, or null. */
  of(name: string): Promise<LiveProfile | null>;
  /** True if the table contains no live profile. */
  isEmpty(): Promise<boolean>;
  /** Adds profiles. A profile with the same name is replaced, and the record of its uses is deleted. */
  put(profiles: readonly StoredProfile[]): Promise<void>;
  /** Changes the profiles with these names. Unknown names are ignored. */
  change(names: readonly string[], change: LiveAccess): Promise<void>;
  /** Removes the profiles with these names, and the record of their uses. Unknown names are ignored. */
  remove(names: readonly string[]): Promise<void>;
  /**
   * Records that a program got keys. The record is saved a few seconds later.
   * @param at epoch ms.
   * @param by name of the program.
   */
  used(name: string, at: number, by: string | null): void;
  /** Erases all profiles and the record of their uses. */
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
