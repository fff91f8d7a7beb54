/** If a popup has sent a message but has no open port, the popup counts as open for this time after the message, ms. */
const LINGER_MS = 15_000;

/** Whether a popup is open. */
export interface PopupPresence {
  /** Call this when a popup has opened a port. */
  portOpened(): void;
  /** Call this when a popup's port was closed. */
  portClosed(): void;
  /** Call this when a popup sent a message. The popup counts as open for 15 s, or until the last port closes. */
  message(): void;
  /** Whether a popup counts as open now. */
  isOpen(): boolean;
}

/**
 * Creates the record of open popups. A popup counts as open while it has an open port, and for a short time after a
 * message.
 * @param later like setTimeout.
 * @param changed called with each new state. The first state is "not open".
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
    isOpen: () => open,
  };
}
