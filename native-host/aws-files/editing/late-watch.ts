import { quietly } from './file-errors.ts';
import { asMeant, type LateText } from './late-text.ts';
import { closeSnapshot, lateChange, type Snapshot } from './snapshot.ts';
import type { System } from './system.ts';

/*
 * A program that opened the file before our rename may be held up and write only after our last look, into a file that
 * nobody can find any more. So the replaced file is kept open a little longer and looked at again, behind the reply.
 */

/** Ms of silence before each further look. */
const LOOKS = [20, 80, 300, 1200];
/** What all the watched files together may hold in memory and of the system's handles. */
const MAX_WATCHED = { bytes: 8 * 1024 * 1024, files: 64 };

/** A file that was replaced: as it was, its handle open, and what took its place. */
export interface Replaced {
  readonly original: Snapshot;
  readonly parts: readonly Buffer[];
}

interface Watch {
  readonly bytes: number;
  readonly ending: AbortSignal;
  /** Makes the next look the last one, at once. */
  hurry(): void;
}

const watches = new Set<Watch>();
const heard = new WeakSet<AbortSignal>();

/** One listener for all watches of a signal: Node warns of a leak where there are more than ten. */
function hurryAllAt(ending: AbortSignal): void {
  if (heard.has(ending)) return;
  heard.add(ending);
  const hurryAll = () => {
    for (const watch of watches) if (watch.ending === ending) watch.hurry();
  };
  ending.addEventListener('abort', hurryAll, { once: true });
}

/** The oldest go first. */
function makeRoom(bytes: number): void {
  let held = bytes;
  for (const each of watches) held += each.bytes;
  let files = watches.size;
  for (const each of watches) {
    if (held <= MAX_WATCHED.bytes && files < MAX_WATCHED.files) return;
    held -= each.bytes;
    files--;
    each.hurry();
  }
}

/** Pauses that can be cut short, for good. */
class Patience {
  isOver = false;
  #wake = () => {};

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.isOver ? 0 : ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    this.isOver = true;
    this.#wake();
  }
}

/** By its stamps, which cost nothing: what changed within one tick of the clock, the write itself has seen. */
async function wasTouched({ file }: Snapshot): Promise<boolean> {
  if (file === null) return false;
  const now = await file.handle.stat({ bigint: true });
  return now.size !== file.stats.size || now.mtimeNs !== file.stats.mtimeNs;
}

async function lateTextOf(system: System, { original, parts }: Replaced): Promise<LateText | null> {
  const late = (await wasTouched(original)) ? await lateChange(system, original) : null;
  if (late === null) return null;
  const [base, ours] = [original.bytes.toString('utf8'), Buffer.concat(parts).toString('utf8')];
  return { base, ours, late: asMeant(base, late.toString('utf8')) };
}

/** The first late text of all looks, or null. */
async function firstLate(system: System, replaced: Replaced, patience: Patience): Promise<LateText | null> {
  for (const ms of LOOKS) {
    await patience.pause(ms);
    const isLast = patience.isOver;
    const late = await lateTextOf(system, replaced);
    if (late !== null || isLast) return late;
  }
  return null;
}

/**
 * Looks after the replaced file for some two seconds, or until `ending`; then closes it. Never throws.
 * @param mend brings what another program wrote there into the file that took its place
 */
export async function watchReplaced(
  system: System,
  replaced: Replaced,
  ending: AbortSignal,
  mend: (late: LateText) => Promise<unknown>,
): Promise<void> {
  const bytes = replaced.parts.reduce((sum, { length }) => sum + length, replaced.original.bytes.length);
  const patience = new Patience();
  const hurry = () => patience.end();
  const watch: Watch = { bytes, ending, hurry };
  makeRoom(bytes);
  watches.add(watch);
  if (ending.aborted) hurry();
  hurryAllAt(ending);
  const late = await firstLate(system, replaced, patience).catch(() => null);
  watches.delete(watch);
  await closeSnapshot(replaced.original);
  if (late !== null) await quietly(mend(late));
}
