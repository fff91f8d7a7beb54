const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Decides when a failed operation is tried again. The first wait is 1 s. Each further wait is twice as long, but at
 * most 30 s.
 */
export interface BackOff {
  /** Call this when a try failed. Schedules the next try, unless a try is already scheduled. */
  failed(): void;
  /** Call this when a try worked. The next wait is short again. A scheduled try stays scheduled. */
  succeeded(): void;
  /** Whether a try is scheduled. */
  isWaiting(): boolean;
  /** Cancels the scheduled try. The next wait is short again. */
  reset(): void;
}

/**
 * Creates the part that schedules the next try.
 * @param later like setTimeout; returns a function that clears the timer.
 * @param retry runs the next try.
 */
export function createBackOff(later: (task: () => void, ms: number) => () => void, retry: () => void): BackOff {
  let next = FIRST_MS;
  let cancel: (() => void) | null = null;
  return {
    failed() {
      if (cancel) return;
      cancel = later(() => {
        cancel = null;
        retry();
      }, next);
      next = Math.min(2 * next, LONGEST_MS);
    },
    succeeded() {
      next = FIRST_MS;
    },
    isWaiting: () => cancel !== null,
    reset() {
      cancel?.();
      cancel = null;
      next = FIRST_MS;
    },
  };
}
