import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * How long buttons do nothing after the page or a question appears, in ms. A person needs this time to see what has
 * appeared.
 */
const SETTLE_MS = 1000;

export interface Settled {
  /**
   * Whether the buttons work now. This value only decides how the buttons look, because `run` checks the time again.
   */
  readonly isReady: boolean;
  /** Runs the action of a button, but only if the buttons work now. */
  run(act: () => void): void;
}

/**
 * Protects buttons from keys and clicks that were meant for another window or another question. The buttons do nothing
 * for one second after the page becomes visible, after the window of the page gets the focus, and after another
 * question appears.
 * @param shown id of the question
 */
export function useSettled(shown: string): Settled {
  const [isReady, setReady] = useState(false);
  // These values are refs, because refs change at once. State would change only at the next render, and the user may
  // click before that.
  const readyAt = useRef(Number.POSITIVE_INFINITY);
  const last = useRef<string | null>(null);
  if (last.current !== shown) {
    last.current = shown;
    readyAt.current = performance.now() + SETTLE_MS;
  }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const start = () => {
      readyAt.current = performance.now() + SETTLE_MS;
      setReady(false);
      clearTimeout(timer);
      timer = setTimeout(() => setReady(true), SETTLE_MS);
    };
    start();
    window.addEventListener('focus', start);
    document.addEventListener('visibilitychange', start);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', start);
      document.removeEventListener('visibilitychange', start);
    };
  }, [shown]);

  return {
    isReady,
    run(act) {
      if (document.visibilityState === 'visible' && performance.now() >= readyAt.current) act();
    },
  };
}
