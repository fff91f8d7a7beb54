const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Keys are renewed at the latest when this time is left, ms. With less than 15 minutes left, botocore would refresh the
 * keys at every call. One more minute is for the renewal.
 */
const MARGIN_MS = 16 * MINUTE_MS;

/**
 * The clocks of this computer and of the portal may differ by this time, ms. So keys that are valid for one hour may
 * seem to be valid for longer.
 */
const NOISE_MS = 2 * MINUTE_MS;

/**
 * Estimates how long keys were valid when they were issued, ms. Administrators set this time, usually to full hours.
 * @param left how long the keys are still valid, ms.
 */
export const assumedLife = (left: number): number => Math.max(1, Math.ceil((left - NOISE_MS) / HOUR_MS)) * HOUR_MS;

/**
 * When keys must be renewed: after half of their life, and before their last 15 minutes begin. Keys with a short life
 * are renewed after a third of their life at the earliest.
 * @param expiration epoch ms.
 * @param life how long the keys were valid when they were issued, ms.
 * @returns epoch ms.
 */
export const renewalMoment = (expiration: number, life: number): number =>
  expiration - Math.min(Math.max(life / 2, MARGIN_MS), (life * 2) / 3);

/**
 * How long to wait after a failure, ms. It is 1 minute after the first failure, and twice as long after each further
 * failure, but at most 30 minutes.
 */
export const retryDelay = (failures: number): number => Math.min(30, 2 ** Math.min(failures - 1, 5)) * MINUTE_MS;
