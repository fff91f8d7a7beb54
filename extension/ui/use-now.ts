import { useEffect, useState } from 'preact/hooks';

const MINUTE_MS = 60_000;

/** The next moment at which a text on the page changes, in epoch ms: a full minute, or an end that comes before it. */
export function nextChange(now: number, ends: readonly number[]): number {
  const minute = now - (now % MINUTE_MS) + MINUTE_MS;
  return Math.min(minute, ...ends.filter((end) => end > now));
}

/**
 * The time in epoch ms. It advances on each full minute, so that every text on the page changes together, and at each of
 * the ends, so that nothing is shown as valid after its end.
 * @param ends of what the page shows, in epoch ms
 */
export function useNow(ends: readonly number[]): number {
  const [now, setNow] = useState(Date.now);
  const change = nextChange(now, ends);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // Browsers may run a timer a moment early.
    const wait = (): void => {
      const time = Date.now();
      if (time >= change) setNow(time);
      else timer = setTimeout(wait, change - time + 20);
    };
    wait();
    return () => clearTimeout(timer);
  }, [change]);
  return now;
}
