import { describe, expect, it } from 'vitest';
import type { ProfileView, View } from '#core/protocol/messages.ts';
import { createExpiryWatch, expiryBadge } from '../../../../extension/background/profiles/expiry-watch.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const PORTAL = 'https://demo.awsapps.com/start';

const profile = (left: number | null, portal = PORTAL): ProfileView => ({
  name: `p${left}`,
  accountId: '111122223333',
  roleName: 'Admin',
  portal,
  expiration: left === null ? null : NOW + left,
});
const viewWith = (...profiles: ProfileView[]) =>
  ({ sessions: [{ key: 'k', startUrl: PORTAL }], current: 'k', profiles }) as unknown as View;
const badge = (...profiles: ProfileView[]) => expiryBadge(viewWith(...profiles), NOW);

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
  ])('%d ms before the end it says “%s” and looks again after %s ms', (left, text, next) => {
    expect(badge(profile(left))).toMatchObject({ text, next: next === null ? null : NOW + next });
  });

  it('tells of the next to end before one that has ended', () => {
    expect(badge(profile(-MINUTE), profile(3 * MINUTE), profile(8 * MINUTE))).toMatchObject({ text: '3m' });
    expect(badge(profile(-MINUTE), profile(30 * MINUTE))).toMatchObject({ text: '!', next: NOW + 20 * MINUTE });
  });

  it('says nothing of another portal’s profiles, of unknown ends and without a session', () => {
    expect(badge(profile(MINUTE, 'https://other.awsapps.com/start'), profile(null))).toMatchObject({
      text: '',
      next: null,
    });
    expect(expiryBadge({ ...viewWith(profile(MINUTE)), current: null }, NOW)).toMatchObject({ text: '', next: null });
  });
});

describe('the watch', () => {
  function watched(start = NOW) {
    const seen = { texts: [] as string[], alarms: [] as (number | null)[], ending: [] as string[][], now: start };
    const watch = createExpiryWatch({
      action: {
        setBadgeText: async ({ text }) => void seen.texts.push(text),
        setBadgeBackgroundColor: async () => undefined,
      },
      now: () => seen.now,
      wakeAt: (when) => void seen.alarms.push(when),
      ending: (profiles) => void seen.ending.push(profiles.map(({ name }) => name)),
    });
    return { seen, watch };
  }

  it('draws and sets its alarm only when they change', () => {
    const { seen, watch } = watched();
    const view = viewWith(profile(7 * MINUTE));
    watch(view);
    watch(view);
    expect(seen).toMatchObject({ texts: ['7m'], alarms: [NOW + MINUTE] });
    seen.now += MINUTE;
    watch(view);
    expect(seen).toMatchObject({ texts: ['7m', '6m'], alarms: [NOW + MINUTE, NOW + 2 * MINUTE] });
  });

  it('clears what an earlier worker drew, and its alarm', () => {
    const { seen, watch } = watched();
    watch(viewWith());
    expect(seen).toMatchObject({ texts: [''], alarms: [null] });
  });

  it('tells of what ends within five minutes, and of nothing that has ended', () => {
    const { seen, watch } = watched();
    watch(viewWith(profile(5 * MINUTE), profile(5 * MINUTE + 1), profile(0)));
    expect(seen.ending).toEqual([['p300000']]);
  });
});
