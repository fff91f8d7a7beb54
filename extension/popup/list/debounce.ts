export interface Debounced<Value> {
  /** Schedules a call of `act` with this value. A later value replaces this value. */
  call(value: Value): void;
  /** Cancels the scheduled call, if there is one. */
  cancel(): void;
}

/**
 * Calls `act` with the latest value when no new value has come for `waitMs`. The call comes `maxWaitMs` after the first
 * value at the latest, even if new values come all the time.
 */
export function debounce<Value>(act: (value: Value) => void, waitMs: number, maxWaitMs: number): Debounced<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let deadline = 0;
  return {
    call(value) {
      if (timer === undefined) deadline = performance.now() + maxWaitMs;
      clearTimeout(timer);
      const wait = Math.max(0, Math.min(waitMs, deadline - performance.now()));
      timer = setTimeout(() => {
        timer = undefined;
        act(value);
      }, wait);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
