/**
 * Calls `act` with the latest value once none has come for `rest` ms, and at the latest `patience` ms after the first:
 * values that never stop coming do not put it off for ever.
 */
export function atRest<Value>(act: (value: Value) => void, rest: number, patience: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  return {
    next(value: Value): void {
      if (timer === undefined) latest = performance.now() + patience;
      clearTimeout(timer);
      const wait = Math.max(0, Math.min(rest, latest - performance.now()));
      timer = setTimeout(() => {
        timer = undefined;
        act(value);
      }, wait);
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
