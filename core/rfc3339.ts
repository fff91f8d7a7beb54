const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.2425 * DAY_MS;
/** The last moment, in epoch ms, of a year with four digits: no later one can be written. */
export const LAST_MOMENT = 253_402_300_799_999;
const MONTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

function yearOf(moment: number): number {
  const near = 1970 + Math.floor(moment / YEAR_MS);
  return [near + 1, near].find((year) => Date.UTC(year, 0) <= moment) ?? near - 1;
}

/**
 * RFC 3339 in UTC without fractions, which every reader of the field accepts: `2026-11-21T10:00:00Z`.
 * By arithmetic: the first question to a `Date` makes V8 look for the machine's time zone, which costs every start of a
 * shell a quarter of a millisecond, and up to 20 where the zone has to be guessed from its file.
 * @param moment epoch ms, from 0 to LAST_MOMENT
 */
export function toRfc3339(moment: number): string {
  const year = yearOf(moment);
  const month = MONTHS.findLast((each) => Date.UTC(year, each) <= moment) ?? 0;
  const passed = moment - Date.UTC(year, month);
  const date = [padded(year, 4), padded(month + 1, 2), padded(Math.floor(passed / DAY_MS) + 1, 2)].join('-');
  const [hours, minutes, seconds] = [
    (passed % DAY_MS) / HOUR_MS,
    (passed % HOUR_MS) / MINUTE_MS,
    (passed % MINUTE_MS) / SECOND_MS,
  ].map((part) => padded(Math.floor(part), 2));
  return `${date}T${hours}:${minutes}:${seconds}Z`;
}
