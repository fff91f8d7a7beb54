import type { SettingsStore } from '../storage/settings-store.ts';
import { type ExpirySubscriber, earliest } from './expiry-schedule.ts';
import type { WarnedProfiles } from './warned-profiles.ts';

const MINUTE_MS = 60_000;
/** A profile that expired longer ago than this no longer changes the badge, ms. */
const LATE_MS = 60 * MINUTE_MS;
const AMBER = '#b45309';
const RED = '#b91c1c';

export interface ExpiryBadgeDeps {
  /** The browser's API `action`. */
  readonly action: {
    setBadgeText(details: { text: string }): Promise<void>;
    setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  };
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly warned: WarnedProfiles;
}

/**
 * The next time when a profile with this `expiration` changes the badge, epoch ms. Null if the profile no longer
 * changes the badge.
 * @param now epoch ms.
 * @param soon how long before the expiration the countdown begins, ms.
 */
export function nextBadgeChange(expiration: number, now: number, soon: number): number | null {
  const left = expiration - now;
  if (left > soon) return expiration - soon;
  if (left > 0) return expiration - (Math.ceil(left / MINUTE_MS) - 1) * MINUTE_MS;
  return left > -LATE_MS ? expiration + LATE_MS : null;
}

/**
 * The text and colour of the badge. In the last minutes before a profile expires, the badge shows the minutes that are
 * left, in amber (`5m`). For an hour after a profile expired, it shows `!` in red. Otherwise it is empty.
 * @param expirations epoch ms.
 * @param now epoch ms.
 * @param soon how long before the expiration the countdown begins, ms.
 */
export function badgeFor(
  expirations: readonly number[],
  now: number,
  soon: number,
): { readonly text: string; readonly color: string } {
  const next = Math.min(...expirations.filter((each) => each > now));
  if (next - now <= soon) return { text: `${Math.ceil((next - now) / MINUTE_MS)}m`, color: AMBER };
  return { text: expirations.some((each) => each <= now && each > now - LATE_MS) ? '!' : '', color: RED };
}

/** Draws the countdown on the toolbar icon, but only when the countdown changes. */
export function createExpiryBadge({ action, settings, warned }: ExpiryBadgeDeps): ExpirySubscriber {
  // Null at first, because a new worker does not know what the last worker drew.
  let drawn: string | null = null;
  let soon = 0;
  return {
    async watch(all, now) {
      soon = (await settings.read()).warnMinutes * MINUTE_MS;
      const profiles = await warned(all);
      return { profiles, next: earliest(profiles.map((each) => nextBadgeChange(each.expiration, now, soon))) };
    },
    check(profiles, now) {
      const expirations = profiles.map(({ expiration }) => expiration);
      const { text, color } = badgeFor(expirations, now, soon);
      if (drawn === text) return;
      drawn = text;
      action.setBadgeBackgroundColor({ color }).catch(() => undefined);
      action.setBadgeText({ text }).catch(() => undefined);
    },
  };
}
