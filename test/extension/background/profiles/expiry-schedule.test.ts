import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { createExpiryNotices } from '../../../../extension/background/profiles/expiry-notices.ts';
import { createExpirySchedule } from '../../../../extension/background/profiles/expiry-schedule.ts';
import { fakeArea } from '../fakes.ts';
import { expiring, MINUTE, NOW, PORTAL, profile } from './expiring.ts';

/** A schedule with one subscriber, which acts `before` ms before a profile expires. */
function scheduled(before = 2 * MINUTE) {
  const seen = {
    now: NOW,
    portal: PORTAL as string | null,
    profiles: [] as readonly ProfileView[],
    alarms: [] as (number | null)[],
    checked: [] as string[][],
  };
  const schedule = createExpirySchedule({
    profiles: async () => seen.profiles,
    portal: async () => seen.portal,
    now: () => seen.now,
    wakeAt: (when) => void seen.alarms.push(when),
  });
  schedule.subscribe({
    nextMoment: (expiration, now) => (expiration - before > now ? expiration - before : null),
    check: (profiles) => void seen.checked.push(profiles.map(({ name }) => name)),
  });
  return { seen, schedule };
}

describe('the schedule of expirations', () => {
  it('sets one alarm, for the earliest moment of all subscribers, and again only when this changes', async () => {
    const { seen, schedule } = scheduled();
    schedule.subscribe({ nextMoment: (expiration) => expiration - MINUTE, check: () => undefined });
    seen.profiles = [expiring(9 * MINUTE), expiring(7 * MINUTE)];
    await schedule.update();
    await schedule.update();
    expect(seen.alarms).toEqual([NOW + 5 * MINUTE]);
    seen.now += 5 * MINUTE;
    await schedule.update();
    expect(seen.alarms).toEqual([NOW + 5 * MINUTE, NOW + 6 * MINUTE]);
  });

  it('clears the alarm of an earlier worker when nothing expires', async () => {
    const { seen, schedule } = scheduled();
    await schedule.update();
    expect(seen).toMatchObject({ alarms: [null], checked: [[]] });
  });

  it('runs one check for several changes that come together', async () => {
    const { seen, schedule } = scheduled();
    await Promise.all([schedule.update(), schedule.update(), schedule.update()]);
    expect(seen.checked).toHaveLength(1);
  });

  it('ignores profiles of other portals and without an expiration, and all profiles without a session', async () => {
    const { seen, schedule } = scheduled();
    const other = { ...expiring(MINUTE), portal: 'https://other.awsapps.com/start' };
    seen.profiles = [other, profile(), expiring(3 * MINUTE)];
    await schedule.update();
    seen.portal = null;
    await schedule.update();
    expect(seen.checked).toEqual([['p180000'], []]);
    expect(seen.alarms).toEqual([NOW + MINUTE, null]);
  });
});

describe('notifications before profiles expire', () => {
  const shownFor = async (...profiles: ReturnType<typeof expiring>[]) => {
    const shown: string[] = [];
    const notices = createExpiryNotices({
      memory: fakeArea(),
      settings: {
        read: async () => ({ ...defaultSettings, notifyBeforeExpiry: true }),
      },
      notifications: () => ({
        create: async (id) => void shown.push(id),
        clear: async () => undefined,
      }),
    });
    notices.check(profiles, NOW);
    // Both notifications wait in one queue, so the first one is finished when the second one appears.
    notices.check([expiring(1)], NOW);
    await expect.poll(() => shown.at(-1)).toBe('renew ["p1"]');
    return shown.slice(0, -1);
  };

  it('are shown for profiles that expire within five minutes, but not for expired profiles', async () => {
    expect(await shownFor(expiring(5 * MINUTE), expiring(5 * MINUTE + 1), expiring(0))).toEqual(['renew ["p300000"]']);
    expect(await shownFor(expiring(5 * MINUTE + 1))).toEqual([]);
  });

  it('are due five minutes before the expiration', () => {
    const notices = createExpiryNotices({
      memory: fakeArea(),
      settings: { read: () => Promise.reject(new Error('not read')) },
      notifications: () => undefined,
    });
    expect(notices.nextMoment(NOW + 6 * MINUTE, NOW)).toBe(NOW + MINUTE);
    expect(notices.nextMoment(NOW + 5 * MINUTE, NOW)).toBeNull();
  });
});
