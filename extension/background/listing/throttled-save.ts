/** Saves soon after a change, but joins several changes in one save. */
export interface ThrottledSave {
  /** Call this after a change. The first change is saved at once. Later changes are saved at most once per interval. */
  changed(): void;
  /** No save starts after this call. Resolves when the last save has ended. */
  close(): Promise<void>;
}

/**
 * Saves run one after another, never at the same time. A failed save is ignored. The caller saves once more at the end,
 * and reports a failure of this last save.
 * @param interval ms between two saves.
 * @param later like setTimeout.
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
    // If the disk is full, the listing must still continue. So the error is ignored.
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
