import { type LiveUse, noteUses } from '../data-folder/live-record.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';

/**
 * The time between two writes of live.json, in ms. Many programs may ask for keys at once. So all uses of profiles in
 * this time are written together.
 */
const PAUSE_MS = 200;

/** Records in live.json when a profile was last used. `keyferry status` shows this time. */
export interface UseNotes {
  /**
   * Records that a program used a profile. The file is written a short time later. If a profile is used several times
   * within `PAUSE_MS`, only the last use is recorded.
   * @param at the time of the use, in epoch ms
   * @param by the name of the program
   */
  note(name: string, at: number, by: string): void;
  /** Starts to write all uses that are not in the file yet. Does not wait for the end of the write. */
  flush(): void;
}

/** Creates an object with which a host records when its profiles are used. */
export function createUseNotes(location: ProgramLocation): UseNotes {
  const waiting = new Map<string, LiveUse>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    const uses = new Map(waiting);
    waiting.clear();
    // An error here is ignored, because the program has already got its keys.
    if (uses.size > 0) await noteUses(location, uses).catch(() => {});
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (waiting.size > 0) writing = writing.then(writeAll);
  }

  return {
    note(name, at, by) {
      waiting.set(name, { at, by });
      timer ??= setTimeout(flush, PAUSE_MS);
    },
    flush,
  };
}
