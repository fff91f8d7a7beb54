import { expect, it } from 'vitest';
import { nextChange } from '../../../extension/ui/use-now.ts';

const NOON = new Date('2026-11-21T12:00:00Z').getTime();

it.each([
  ['the next full minute', 30_000, [], 60_000],
  ['the next full minute, if the time now is a full minute', 0, [], 60_000],
  [
    'the earliest end of a profile or session, if it comes before the next full minute',
    30_000,
    [45_000, 50_000],
    45_000,
  ],
  ['the next full minute, if all profiles and sessions have ended', 30_000, [30_000, 10_000], 60_000],
  ['the next full minute, if the first profile or session ends later', 30_000, [90_000], 60_000],
])('texts that show a time are next updated at %s', (_, now, ends, change) => {
  const all = ends.map((end) => NOON + end);
  expect(nextChange(NOON + now, all)).toBe(NOON + change);
});
