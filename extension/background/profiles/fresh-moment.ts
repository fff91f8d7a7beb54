const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Botocore refreshes keys at every call once they have less than 15 minutes left. One more minute is for the renewal.
 */
const MARGIN_MS = 16 * MINUTE_MS;

/** The two clocks may differ by seconds, so that keys of one hour seem to have more than an hour left. */
const NOISE_MS = 2 * MINUTE_MS;

/**
 * The life of keys, ms, if only the remaining time is known. Administrators set the length of sessions, and the usual
 * values are full hours.
 * @param left ms until the keys expire.
 */
export const assumedLife = (left: number): number => Math.max(1, Math.ceil((left - NOISE_MS) / HOUR_MS)) * HOUR_MS;

/**
 * When keys must be renewed: at half their life, and before their last 15 minutes begin. Keys with a short life are
 * renewed after a third of their life at the earliest.
 * @param expiration epoch ms. @param life ms from the issue of the keys to their expiration.
 * @returns epoch ms.
 */
export const renewalMoment = (expiration: number, life: number): number =>
  expiration - Math.min(Math.max(life / 2, MARGIN_MS), (life * 2) / 3);

/** How long to wait after a failure, ms: 1 minute, then twice as long each time, at most 30 minutes. */
export const retryDelay = (failures: number): number => Math.min(30, 2 ** Math.min(failures - 1, 5)) * MINUTE_MS;
