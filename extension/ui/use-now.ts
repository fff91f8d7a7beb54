import { useEffect, useState } from 'preact/hooks';

const MINUTE_MS = 60_000;

/**
 * The next moment at which the page must show new times, in epoch ms: the next full minute, or the next moment in
 * `ends` if that moment is earlier.
 */
export function nextChange(now: number, ends: readonly number[]): number {
  const minute = now - (now % MINUTE_MS) + MINUTE_MS;
  return Math.min(minute, ...ends.filter((end) => end > now));
}

/**
 * The current time in epoch ms. The value changes at each full minute, so that all texts on the page change together.
 * It also changes at each moment in `ends`, so that the page never shows expired keys as valid.
 * @param ends when the sessions and keys on the page expire, in epoch ms
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
