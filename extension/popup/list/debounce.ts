export interface Debounced<Value> {
  /** Plans a call of `act` with this value. If a later value comes before the call, the call uses the later value. */
  call(value: Value): void;
  /** Cancels the planned call, if there is one. */
  cancel(): void;
}

/**
 * Calls `act` with the latest value when no new value has come for `waitMs`. If new values come all the time, the call
 * comes `maxWaitMs` after the first value.
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
