const MINUTE_MS = 60_000;

/** A time in ms as text: `6 h 12 min`, `2 d 3 h`, or `less than a minute`. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  const days = Math.floor(hours / 24);
  return days === 0 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`;
}

/**
 * The time until keys expire as text: `6 h 12 min`, or `expired 41 min ago`.
 * @param expiresAt when the keys expire, in epoch ms
 * @param now the current time, in epoch ms
 * @param isCertain if false, the text contains `about`
 */
export function timeLeft(expiresAt: number, now: number, isCertain = true): string {
  const about = isCertain ? '' : 'about ';
  return expiresAt > now ? `${about}${duration(expiresAt - now)}` : `expired ${about}${ago(expiresAt, now)}`;
}

/** The time since `moment` as text: `41 min ago`. Both arguments are in epoch ms. */
export function ago(moment: number, now: number): string {
  return `${duration(now - moment)} ago`;
}
