/**
 * Creates a clock that never goes back. When the computer's clock is set back, the new clock continues from its last
 * time. With the computer's clock, a request would wait until the old time is reached again.
 * @param now the computer's clock, ms.
 */
export function forwardClock(now: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY;
  let behind = 0;
  return () => {
    const moment = now() + behind;
    if (moment < last) behind += last - moment;
    last = Math.max(last, moment);
    return last;
  };
}
