import type { WritingView } from '#core/protocol/messages.ts';

/** The reason of an abort that the user asked for. */
export class Cancelled extends Error {}

/** One write of several profiles. */
export interface RunningWrite {
  /** Aborts with `Cancelled` when the user cancels the write or starts another one. */
  readonly signal: AbortSignal;
  /** The keys of one more profile were fetched. */
  step(): void;
  end(): void;
}

/** The write of several profiles that is running: at most one. In memory only, like its requests. */
export interface WriteProgress {
  /** Starts a write and cancels an earlier one. @param total number of profiles. */
  begin(total: number): RunningWrite;
  cancel(): void;
  /** How far it is; null when none is running. */
  view(): WritingView | null;
}

/** @param changed called after every step. */
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
