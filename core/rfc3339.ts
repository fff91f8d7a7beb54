/** The last moment, in epoch ms, of a year with four digits: no later one can be written. */
export const LAST_MOMENT = 253_402_300_799_999;

/**
 * RFC 3339 in UTC without fractions, which every reader of the field accepts: `2026-11-21T10:00:00Z`.
 * @param moment epoch ms, from 0 to LAST_MOMENT
 */
export function toRfc3339(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
