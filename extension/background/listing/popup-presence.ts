const LINGER_MS = 15_000;

/**
 * Whether someone looks: a popup holds a port open, or sent a message a moment ago.
 * @param later like setTimeout. @param changed told at each change.
 */
export function createPresence(later: (task: () => void, ms: number) => unknown, changed: (present: boolean) => void) {
  let ports = 0;
  /** Messages of a moment ago; the end of the last port ends them too. */
  let lingering = new Set<object>();
  let present = false;

  function tell(): void {
    const now = ports > 0 || lingering.size > 0;
    if (now === present) return;
    present = now;
    changed(now);
  }

  return {
    portOpened(): void {
      ports += 1;
      tell();
    },
    portClosed(): void {
      ports -= 1;
      if (ports === 0) lingering = new Set();
      tell();
    },
    message(): void {
      const one = {};
      lingering.add(one);
      later(() => {
        lingering.delete(one);
        tell();
      }, LINGER_MS);
      tell();
    },
  };
}
