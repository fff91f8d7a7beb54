import { useEffect, useState } from 'preact/hooks';

/** The time in epoch ms. It advances on each full minute, so that every text on the page changes together. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), 60_000 - (now % 60_000) + 20);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
