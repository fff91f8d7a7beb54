import { useEffect, useState } from 'preact/hooks';

const MINUTE_MS = 60_000;

/**
 * When the page must show new times, in epoch ms: at the next full minute, or at the next of `ends` if it comes first.
 */
export function nextChange(now: number, ends: readonly number[]): number {
  const minute = now - (now % MINUTE_MS) + MINUTE_MS;
  return Math.min(minute, ...ends.filter((end) => end > now));
}

/**
 * The current time in epoch ms. It changes at each full minute, so that all texts on the page change together. It also
 * changes at each of `ends`, so that nothing is shown as valid after its end.
 * @param ends the times at which the things on the page end, in epoch ms
 */
export function useNow(ends: readonly number[]): number {
  const [now, setNow] = useState(Date.now);
  const change = nextChange(now, ends);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // Browsers may run a timer a little too early.
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
