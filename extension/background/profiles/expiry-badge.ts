import type { ExpiringProfile, ExpirySubscriber } from './expiry-schedule.ts';

const MINUTE_MS = 60_000;
/** The badge counts down the last ten minutes. */
const SOON_MS = 10 * MINUTE_MS;
/** A profile that expired longer ago than this counts as no longer used. */
const LATE_MS = 60 * MINUTE_MS;
const AMBER = '#b45309';
const RED = '#b91c1c';

export interface ExpiryBadgeDeps {
  /** The browser's `action`. */
  readonly action: {
    setBadgeText(details: { text: string }): Promise<void>;
    setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  };
}

/** When the badge next changes because of a profile that expires at `expiration`, or null. All in epoch ms. */
export function nextBadgeChange(expiration: number, now: number): number | null {
  const left = expiration - now;
  if (left > SOON_MS) return expiration - SOON_MS;
  if (left > 0) return expiration - (Math.ceil(left / MINUTE_MS) - 1) * MINUTE_MS;
  return left > -LATE_MS ? expiration + LATE_MS : null;
}

/**
 * The badge counts down the last minutes before the next profile expires, in amber (`5m`). It is `!` in red for an hour
 * after a profile expired. Otherwise it is empty.
 * @param expirations epoch ms. @param now epoch ms.
 */
export function badgeFor(
  expirations: readonly number[],
  now: number,
): { readonly text: string; readonly color: string } {
  const next = Math.min(...expirations.filter((each) => each > now));
  if (next - now <= SOON_MS) return { text: `${Math.ceil((next - now) / MINUTE_MS)}m`, color: AMBER };
  return { text: expirations.some((each) => each <= now && each > now - LATE_MS) ? '!' : '', color: RED };
}

/** Draws the countdown on the toolbar icon, but only when the countdown changes. */
export function createExpiryBadge({ action }: ExpiryBadgeDeps): ExpirySubscriber {
  // A new worker does not know the badge that the last worker drew.
  let drawn: string | null = null;
  return {
    nextMoment: nextBadgeChange,
    check(profiles: readonly ExpiringProfile[], now) {
      const expirations = profiles.map(({ expiration }) => expiration);
      const { text, color } = badgeFor(expirations, now);
      if (drawn === text) return;
      drawn = text;
      action.setBadgeBackgroundColor({ color }).catch(() => undefined);
      action.setBadgeText({ text }).catch(() => undefined);
    },
  };
}
