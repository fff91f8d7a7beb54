const MINUTE_MS = 60_000;

function duration(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  const days = Math.floor(hours / 24);
  return days === 0 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`;
}

/** `6 h 12 min`, or `expired 41 min ago`. Both times are in epoch ms. */
export function timeLeft(expiresAt: number, now: number): string {
  return expiresAt > now ? duration(expiresAt - now) : `expired ${ago(expiresAt, now)}`;
}

/** `41 min ago`. Both times are in epoch ms. */
export function ago(moment: number, now: number): string {
  return `${duration(now - moment)} ago`;
}
