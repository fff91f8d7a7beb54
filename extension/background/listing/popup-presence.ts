/** How long a message without an open port counts as a popup, ms. */
const LINGER_MS = 15_000;

/** Whether a popup is open. */
export interface PopupPresence {
  portOpened(): void;
  portClosed(): void;
  /** A popup sent a message: it counts as open for 15 s, or until the last port closes. */
  message(): void;
}

/**
 * A popup is open while it holds a port, or has just sent a message.
 * @param later like setTimeout. @param changed called with each new state; the first state is "not open".
 */
export function createPresence(
  later: (task: () => void, ms: number) => unknown,
  changed: (open: boolean) => void,
): PopupPresence {
  let ports = 0;
  let recentMessages = new Set<object>();
  let open = false;

  function update(): void {
    const now = ports > 0 || recentMessages.size > 0;
    if (now === open) return;
    open = now;
    changed(now);
  }

  return {
    portOpened() {
      ports += 1;
      update();
    },
    portClosed() {
      ports -= 1;
      if (ports === 0) recentMessages = new Set();
      update();
    },
    message() {
      const message = {};
      recentMessages.add(message);
      later(() => {
        recentMessages.delete(message);
        update();
      }, LINGER_MS);
      update();
    },
  };
}
