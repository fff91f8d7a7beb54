import { describe, expect, it } from 'vitest';
import {
  badgeFor,
  createExpiryBadge,
  nextBadgeChange,
} from '../../../../extension/background/profiles/expiry-badge.ts';
import { expiring, MINUTE, NOW } from './expiring.ts';

describe('the badge', () => {
  it.each([
    [45 * MINUTE, '', 35 * MINUTE],
    [10 * MINUTE + 1, '', 1],
    [10 * MINUTE, '10m', MINUTE],
    [5 * MINUTE - 1, '5m', MINUTE - 1],
    [4 * MINUTE + 1, '5m', 1],
    [30_000, '1m', 30_000],
    [0, '!', 60 * MINUTE],
    [-59 * MINUTE, '!', MINUTE],
    [-60 * MINUTE, '', null],
  ])('%d ms before a profile expires shows “%s” and changes after %s ms', (left, text, next) => {
    expect(badgeFor([NOW + left], NOW)).toMatchObject({ text });
    expect(nextBadgeChange(NOW + left, NOW)).toBe(next === null ? null : NOW + next);
  });

  it('shows the next profile to expire rather than one that has expired', () => {
    const textFor = (...left: number[]) =>
      badgeFor(
        left.map((each) => NOW + each),
        NOW,
      ).text;
    expect(textFor(-MINUTE, 3 * MINUTE, 8 * MINUTE)).toBe('3m');
    expect(textFor(-MINUTE, 30 * MINUTE)).toBe('!');
    expect(textFor()).toBe('');
  });

  it('is drawn only when its text changes, and once by every new worker', () => {
    const drawn: string[] = [];
    const badge = () =>
      createExpiryBadge({
        action: {
          setBadgeText: async ({ text }) => void drawn.push(text),
          setBadgeBackgroundColor: async () => undefined,
        },
      });
    const first = badge();
    first.check([expiring(7 * MINUTE)], NOW);
    first.check([expiring(7 * MINUTE)], NOW + 1);
    expect(drawn).toEqual(['7m']);
    first.check([expiring(7 * MINUTE)], NOW + MINUTE);
    badge().check([], NOW);
    expect(drawn).toEqual(['7m', '6m', '']);
  });
});
