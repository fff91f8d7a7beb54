import { timeLeft } from '../../ui/time-text.ts';

/** A clock difference up to this value does no harm. In ms. */
const TOLERATED_MS = 2 * 60_000;

/** Says that this computer's clock is wrong, and what to do. @param aheadMs negative if the clock is behind. */
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
