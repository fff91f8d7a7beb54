/** Saves soon after a change, but not at each one. */
export interface ThrottledSave {
  /** Something changed: saves at once the first time, later at most once per interval. */
  changed(): void;
  /** Saves no more; resolves when the last save has ended. */
  close(): Promise<void>;
}

/**
 * Saves run one after another, never at the same time. A failed save is ignored: the caller's own last write reports it.
 * @param interval ms between two saves. @param later like setTimeout.
 */
export function createThrottledSave(
  save: () => Promise<void>,
  interval: () => number,
  later: (task: () => void, ms: number) => void,
): ThrottledSave {
  let scheduled = false;
  let first = true;
  let closed = false;
  let running: Promise<void> = Promise.resolve();

  const run = () => {
    scheduled = false;
    // A full disk must not end the listing.
    if (!closed) running = running.then(save).catch(() => undefined);
  };

  return {
    changed() {
      if (scheduled) return;
      scheduled = true;
      later(run, first ? 0 : interval());
      first = false;
    },
    close() {
      closed = true;
      return running;
    },
  };
}
