/** Saves soon after a change, but not after every single change. */
export interface ThrottledSave {
  /** Call this after a change. The first change is saved at once, later changes at most once per interval. */
  changed(): void;
  /** Ends saving. Resolves when the last save has ended. */
  close(): Promise<void>;
}

/**
 * Saves run one after another, never at the same time. A failed save is ignored, because the caller's own last write
 * reports the failure.
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
