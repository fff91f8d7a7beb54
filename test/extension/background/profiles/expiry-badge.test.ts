import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/settings.ts';
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
  ])('shows, %d ms before a profile expires, the text “%s”; the next change is after %s ms', (left, text, next) => {
    expect(badgeFor([NOW + left], NOW, 10 * MINUTE)).toMatchObject({ text });
    expect(nextBadgeChange(NOW + left, NOW, 10 * MINUTE)).toBe(next === null ? null : NOW + next);
  });

  it('counts down to the next expiration, even if another profile has already expired', () => {
    const textFor = (...left: number[]) =>
      badgeFor(
        left.map((each) => NOW + each),
        NOW,
        10 * MINUTE,
      ).text;
    expect(textFor(-MINUTE, 3 * MINUTE, 8 * MINUTE)).toBe('3m');
    expect(textFor(-MINUTE, 30 * MINUTE)).toBe('!');
    expect(textFor()).toBe('');
  });

  function drawnBadge(warnMinutes: number) {
    const drawn: string[] = [];
    const create = () => {
      const badge = createExpiryBadge({
        action: {
          setBadgeText: async ({ text }) => void drawn.push(text),
          setBadgeBackgroundColor: async () => undefined,
        },
        settings: { read: async () => ({ ...defaultSettings, warnMinutes }) },
        warned: async (profiles) => profiles,
      });
      return async (left: number[], now: number) => {
        const { profiles, next } = await badge.watch(left.map(expiring), now);
        badge.check(profiles, now);
        return next;
      };
    };
    return { drawn, create };
  }

  it('is drawn only when its text changes, and once after each start of the worker', async () => {
    const { drawn, create } = drawnBadge(10);
    const show = create();
    await show([7 * MINUTE], NOW);
    await show([7 * MINUTE], NOW + 1);
    expect(drawn).toEqual(['7m']);
    await show([7 * MINUTE], NOW + MINUTE);
    await create()([], NOW);
    expect(drawn).toEqual(['7m', '6m', '']);
  });

  it.each([1, 5, 30])(
    'begins to count down %d minutes before the expiration if the user chose this number of minutes',
    async (minutes) => {
      const { drawn, create } = drawnBadge(minutes);
      const show = create();
      expect(await show([minutes * MINUTE + 1], NOW)).toBe(NOW + 1);
      await show([minutes * MINUTE], NOW);
      expect(drawn).toEqual(['', `${minutes}m`]);
    },
  );
});
