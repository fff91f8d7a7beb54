import { timeLeft } from '../../ui/time-text.ts';

/** If the difference between the clocks is at most this large, it causes no problem. In ms. */
const TOLERATED_MS = 2 * 60_000;

/**
 * Says that this computer's clock is wrong, and what the user can do.
 * @param aheadMs how many ms the clock is ahead of the portal's clock. Negative if the clock is behind.
 */
export function ClockLine({ aheadMs = 0 }: { readonly aheadMs: number | undefined }) {
  const difference = Math.abs(aheadMs);
  if (difference <= TOLERATED_MS) return null;
  const which = `${timeLeft(difference, 0)} ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
  return (
    <div class="banner">
      <p>
        This computer’s clock is {which} the portal’s. Turn on automatic time in the system settings: AWS refuses
        requests when the clock is wrong.
      </p>
    </div>
  );
}
