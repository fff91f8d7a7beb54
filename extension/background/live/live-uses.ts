import { type Area, type createQueue, readValue } from '../storage/areas.ts';
import type { LiveProfile } from './live-profile.ts';

/** The key of a value in `storage.local`. The value contains times, counts and names of programs. */
const KEY = 'liveUses';
/**
 * A use of a profile is saved this many ms later, together with all other new uses. Terraform may use hundreds of
 * profiles within a second.
 */
const SAVE_MS = 5_000;

type Use = Pick<LiveProfile, 'usedAt' | 'usedBy' | 'uses'>;

const unused: Use = { usedAt: null, usedBy: null, uses: 0 };

export interface LiveUsesDeps {
  readonly local: Area;
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
  readonly queue: ReturnType<typeof createQueue>;
}

/**
 * Records when each live profile was used, and by which program. When the browser stops the worker, the uses of the
 * last five seconds are lost.
 */
export interface LiveUses {
  /** Reads the uses of all live profiles. @returns a function that gives the use of a profile by its name. */
  all(): Promise<(name: string) => Use>;
  /** Records one use of a live profile. @param at epoch ms. @param by name of the program, or null. */
  count(name: string, use: { readonly at: number; readonly by: string | null }): void;
  /** Forgets the uses of these profiles. */
  forget(names: readonly string[]): Promise<void>;
  /** Forgets the uses of all profiles. */
  forgetAll(): Promise<void>;
}

/** Creates the record of uses in `storage.local`. */
export function createLiveUses({ local, later, queue }: LiveUsesDeps): LiveUses {
  let known: Promise<Map<string, Use>> | null = null;
  let isScheduled = false;

  async function read(): Promise<Map<string, Use>> {
    return new Map(Object.entries((await readValue<Record<string, Use>>(local, KEY)) ?? {}));
  }

  function table(): Promise<Map<string, Use>> {
    known ??= read().catch((error) => {
      known = null;
      throw error;
    });
    return known;
  }

  const save = () => queue(async () => local.set({ [KEY]: Object.fromEntries(await table()) }));

  function saveSoon(): void {
    if (isScheduled) return;
    isScheduled = true;
    later(() => {
      isScheduled = false;
      save().catch(() => undefined);
    }, SAVE_MS);
  }

  return {
    async all() {
      const uses = await table();
      return (name) => uses.get(name) ?? unused;
    },
    count(name, { at, by }) {
      void table()
        .then((uses) => uses.set(name, { usedAt: at, usedBy: by, uses: (uses.get(name)?.uses ?? 0) + 1 }))
        .then(saveSoon)
        .catch(() => undefined);
    },
    async forget(names) {
      const uses = await table();
      const forgotten = names.filter((name) => uses.delete(name));
      if (forgotten.length > 0) await save();
    },
    async forgetAll() {
      known = Promise.resolve(new Map());
      await queue(() => local.remove(KEY));
    },
  };
}
