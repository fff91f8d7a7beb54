const LINGER_MS = 15_000;

/**
 * Whether someone looks: a popup holds a port open, or sent a message a moment ago.
 * @param later like setTimeout. @param changed told at each change.
 */
export function createPresence(later: (task: () => void, ms: number) => unknown, changed: (present: boolean) => void) {
  let ports = 0;
  let lingering = 0;
  let present = false;

  function tell(): void {
    const now = ports > 0 || lingering > 0;
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
      tell();
    },
    message(): void {
      lingering += 1;
      later(() => {
        lingering -= 1;
        tell();
      }, LINGER_MS);
      tell();
    },
  };
}
