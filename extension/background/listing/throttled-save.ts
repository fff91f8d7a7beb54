/**
 * Runs `keep` soon after a change: at once after the first, then at most once per `interval` ms, and never twice at a
 * time.
 * @param later like setTimeout.
 */
export function createKeeper(
  keep: () => Promise<void>,
  interval: () => number,
  later: (task: () => void, ms: number) => void,
) {
  let waiting = false;
  let kept = false;
  let over = false;
  let running: Promise<void> = Promise.resolve();

  const run = () => {
    waiting = false;
    if (over) return;
    // A full disk must not end the work; its last write, which is not ours, tells.
    running = running.then(keep).catch(() => undefined);
  };

  return {
    changed(): void {
      if (waiting) return;
      waiting = true;
      later(run, kept ? interval() : 0);
      kept = true;
    },
    /** Resolves when nothing is being kept; nothing is kept after it. */
    settled(): Promise<void> {
      over = true;
      return running;
    },
  };
}
