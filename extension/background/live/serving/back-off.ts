const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Waits between two tries: 1 s, then twice as long each time, at most 30 s. */
export interface BackOff {
  /** Schedules the next try, unless a try is already scheduled. */
  failed(): void;
  /** Forgets earlier failures. A scheduled try stays scheduled. */
  succeeded(): void;
  /** Whether a try is scheduled. */
  isWaiting(): boolean;
  /** Cancels the scheduled try and forgets earlier failures. */
  reset(): void;
}

/**
 * Creates the waits between tries.
 * @param later like setTimeout, ms; returns a function that clears the timer.
 * @param retry the next try.
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
