/** The last moment with a four-digit year, in epoch ms. RFC 3339 cannot express a later moment. */
export const LAST_MOMENT = 253_402_300_799_999;

/**
 * A moment in RFC 3339, in UTC and without fractions of a second: `2026-11-21T10:00:00Z`. Every program that reads an
 * expiry accepts this form.
 * @param moment epoch ms, from 0 to LAST_MOMENT.
 */
export function toRfc3339(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
