export interface Debounced<Value> {
  /** Schedules `act` with this value; a later value replaces it. */
  call(value: Value): void;
  /** Cancels the scheduled call, if any. */
  cancel(): void;
}

/**
 * Calls `act` with the latest value when no other value has come for `waitMs`. The call comes at the latest `maxWaitMs`
 * after the first value, so that many values in a row cannot delay the call for ever.
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
