import { type LiveUse, noteUses } from '../data-folder/live-record.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';

/** Ms between two writes of live.json. Many programs may ask for the same profile at once. */
const PAUSE_MS = 200;

/** Notes in live.json when profiles were used, so that `keyferry status` can show it. */
export interface UseNotes {
  /** Notes one use soon. Uses of one profile within `PAUSE_MS` become one. @param at epoch ms */
  note(name: string, at: number, by: string): void;
  /** Writes what is not yet written, without waiting. */
  flush(): void;
}

/** Creates the notes of one host. */
export function createUseNotes(location: ProgramLocation): UseNotes {
  const waiting = new Map<string, LiveUse>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    const uses = new Map(waiting);
    waiting.clear();
    // A note is not worth an error: the program has its keys.
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
