import type { WritingView } from '#core/protocol/messages.ts';

/** The abort reason when the user cancelled a write. */
export class Cancelled extends Error {}

/** One write of several profiles. */
export interface RunningWrite {
  /** A signal that aborts with `Cancelled` when the user cancels the write or starts another write. */
  readonly signal: AbortSignal;
  /** Call this when the keys of one more profile were fetched. */
  step(): void;
  /** Call this when the write has ended. */
  end(): void;
}

/**
 * The running write of several profiles. There is at most one. It is only in memory: if the browser stops the worker,
 * the write ends too.
 */
export interface WriteProgress {
  /** Starts a write and cancels an earlier write. @param total the number of profiles. */
  begin(total: number): RunningWrite;
  /** Cancels the running write, if there is one. */
  cancel(): void;
  /** The progress of the running write. Null when no write is running. */
  view(): WritingView | null;
}

/** Creates the record of the running write. @param changed called after every step. */
export function createWriteProgress(changed: () => void): WriteProgress {
  let running: { readonly total: number; done: number; readonly stop: AbortController } | null = null;
  const cancel = (): void => running?.stop.abort(new Cancelled());

  return {
    begin(total) {
      cancel();
      const mine = { total, done: 0, stop: new AbortController() };
      running = mine;
      changed();
      return {
        signal: mine.stop.signal,
        step() {
          mine.done += 1;
          changed();
        },
        end() {
          if (running === mine) running = null;
          changed();
        },
      };
    },
    cancel,
    view: () => running && { done: running.done, total: running.total },
  };
}
