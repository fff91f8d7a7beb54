import type { WritingView } from '#core/protocol/messages.ts';

/** The reason of an abort that the user asked for. */
export class Cancelled extends Error {}

/**
 * The writing of several roles together that is under way, one at a time: how far it has come, and the way to call it
 * off. Lost with the worker, as its requests are.
 * @param changed told of every step.
 */
export function createWriting(changed: () => void) {
  let running: { readonly total: number; done: number; readonly stop: AbortController } | null = null;
  const cancel = (): void => running?.stop.abort(new Cancelled());

  return {
    /** Begins one of `total` roles; an earlier one is called off. */
    begin(total: number) {
      cancel();
      const mine = { total, done: 0, stop: new AbortController() };
      running = mine;
      changed();
      return {
        signal: mine.stop.signal,
        stop: (reason: unknown): void => mine.stop.abort(reason),
        step(): void {
          mine.done += 1;
          changed();
        },
        end(): void {
          if (running === mine) running = null;
          changed();
        },
      };
    },
    cancel,
    view: (): WritingView | null => running && { done: running.done, total: running.total },
  };
}

export type Writing = ReturnType<ReturnType<typeof createWriting>['begin']>;
