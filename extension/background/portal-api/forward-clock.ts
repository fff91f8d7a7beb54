/**
 * A clock that never goes back. When the computer's clock is set back, this clock stands still for a moment and then
 * continues. If the computer's clock were used, a request would wait until this clock shows the old time again.
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
