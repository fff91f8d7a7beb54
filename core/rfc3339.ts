/** The last moment, in epoch ms, with a four-digit year. RFC 3339 has no form for a later one. */
export const LAST_MOMENT = 253_402_300_799_999;

/**
 * RFC 3339 in UTC without fractions of a second, the form that every reader of an expiry accepts:
 * `2026-11-21T10:00:00Z`.
 * @param moment epoch ms, from 0 to LAST_MOMENT.
 */
export function toRfc3339(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
