const MINUTE = 60_000;

/** `6 h 12 min`, `59 min`, `less than a minute`, `expired`: what is left of `end` at `now` (both epoch ms). */
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

/** The moment on the user's own clock: `17:32`, with the day before it when that is not today's. */
export function clockTime(moment: number, now: number, locale?: string): string {
  const at = new Date(moment);
  const time = at.toLocaleTimeString(locale, { timeStyle: 'short' });
  if (at.toDateString() === new Date(now).toDateString()) return time;
  return `${at.toLocaleDateString(locale, { day: 'numeric', month: 'short' })}, ${time}`;
}

/** `valid until 17:32 (59 min)`, or that it is over. */
export function validUntil(end: number, now: number): string {
  return end <= now
    ? `expired at ${clockTime(end, now)}`
    : `valid until ${clockTime(end, now)} (${timeLeft(end, now)})`;
}
