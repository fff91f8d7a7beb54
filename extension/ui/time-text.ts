const MINUTE = 60_000;

/**
 * The time from `now` to `end`: `6 h 12 min`, `59 min`, `less than a minute`, `expired`. Both arguments are in epoch
 * ms.
 */
export function timeLeft(end: number, now: number): string {
  if (end <= now) return 'expired';
  const minutes = Math.floor((end - now) / MINUTE);
  if (minutes === 0) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/**
 * A moment in local time, such as `17:32`. If the moment is on another day than `now`, the date is added. Both
 * arguments are in epoch ms.
 */
export function clockTime(moment: number, now: number, locale?: string): string {
  const at = new Date(moment);
  const time = at.toLocaleTimeString(locale, { timeStyle: 'short' });
  if (at.toDateString() === new Date(now).toDateString()) return time;
  return `${at.toLocaleDateString(locale, { day: 'numeric', month: 'short' })}, ${time}`;
}

/**
 * How long keys are valid, as text: `valid until 17:32 (59 min)` or `expired at 17:32`. Both arguments are in epoch ms.
 */
export function validUntil(end: number, now: number): string {
  return end <= now
    ? `expired at ${clockTime(end, now)}`
    : `valid until ${clockTime(end, now)} (${timeLeft(end, now)})`;
}

/** How long ago a moment was: `just now`, `20 seconds ago`, `1 minute ago`. Both arguments are in epoch ms. */
export function timeAgo(moment: number, now: number): string {
  const seconds = Math.floor((now - moment) / 10_000) * 10;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} seconds ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
}
