import { describe, expect, it } from 'vitest';
import { clockTime, timeAgo, timeLeft, validUntil } from '../../../extension/ui/time-text.ts';

const MINUTE = 60_000;
const now = new Date('2026-11-21T16:33:10').getTime();

describe('the text for the time left', () => {
  it.each([
    [-1, 'expired'],
    [0, 'expired'],
    [59_999, 'less than a minute'],
    [MINUTE, '1 min'],
    [59 * MINUTE + 59_999, '59 min'],
    [60 * MINUTE, '1 h'],
    [372 * MINUTE, '6 h 12 min'],
    [47 * 60 * MINUTE, '47 h'],
    [90 * 24 * 60 * MINUTE, '90 days'],
  ])('for %i ms is “%s”', (left, text) => {
    expect(timeLeft(now + left, now)).toBe(text);
  });
});

describe('the text for a moment in the past', () => {
  it.each([
    [0, 'just now'],
    [9_999, 'just now'],
    [10_000, '10 seconds ago'],
    [59_999, '50 seconds ago'],
    [MINUTE, '1 minute ago'],
    [2 * MINUTE, '2 minutes ago'],
    [-5_000, 'just now'],
  ])('%i ms ago is “%s”', (ago, text) => {
    expect(timeAgo(now - ago, now)).toBe(text);
  });
});

describe('the text for a time of day', () => {
  it('contains the date if it is not today', () => {
    expect(clockTime(now + 59 * MINUTE, now, 'en-GB')).toBe('17:32');
    expect(clockTime(now + 59 * MINUTE, now, 'en-US')).toMatch(/^5:32\sPM$/);
    expect(clockTime(now + 10 * 60 * MINUTE, now, 'en-GB')).toBe('22 Nov, 02:33');
  });

  it('at which something expires also contains the time left, or says “expired” if the time has passed', () => {
    expect(validUntil(now + 59 * MINUTE, now)).toMatch(/^valid until .*32.* \(59 min\)$/);
    expect(validUntil(now - MINUTE, now)).toMatch(/^expired at /);
  });
});
