import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { createExpiryNotices } from '../../../../extension/background/profiles/expiry-notices.ts';
import {
  createExpirySchedule,
  type ExpirySubscriber,
} from '../../../../extension/background/profiles/expiry-schedule.ts';
import { fakeArea } from '../fakes.ts';
import { expiring, MINUTE, NOW, profile } from './expiring.ts';

/**
 * A subscriber to the schedule. The function `isWanted` chooses the profiles of the subscriber. The schedule must call
 * the subscriber `before` ms before the first of these profiles expires.
 */
function subscriber(before: number, isWanted: (name: string) => boolean = () => true) {
  const checked: string[][] = [];
  const created: ExpirySubscriber = {
    async watch(all, now) {
      const profiles = all.filter(({ name }) => isWanted(name));
      const moments = profiles.map(({ expiration }) => expiration - before).filter((each) => each > now);
      return { profiles, next: moments.length === 0 ? null : Math.min(...moments) };
    },
    check: (profiles) => void checked.push(profiles.map(({ name }) => name)),
  };
  return { ...created, checked };
}

function scheduled(...subscribers: readonly ExpirySubscriber[]) {
  const seen = { now: NOW, profiles: [] as readonly ProfileView[], alarms: [] as (number | null)[] };
  const schedule = createExpirySchedule({
    profiles: async () => seen.profiles,
    now: () => seen.now,
    wakeAt: (when) => void seen.alarms.push(when),
  });
  for (const each of subscribers) schedule.subscribe(each);
  return { seen, schedule };
}

describe('the schedule of expirations', () => {
  it('sets one alarm for the earliest time that a subscriber needs, and changes the alarm only when the earliest time changes', async () => {
    const { seen, schedule } = scheduled(subscriber(2 * MINUTE), subscriber(MINUTE));
    seen.profiles = [expiring(9 * MINUTE), expiring(7 * MINUTE)];
    await schedule.update();
    await schedule.update();
    expect(seen.alarms).toEqual([NOW + 5 * MINUTE]);
    seen.now += 5 * MINUTE;
    await schedule.update();
    expect(seen.alarms).toEqual([NOW + 5 * MINUTE, NOW + 6 * MINUTE]);
  });

  it('deletes the alarm that an earlier worker set if no profile will expire', async () => {
    const one = subscriber(MINUTE);
    const { seen, schedule } = scheduled(one);
    await schedule.update();
    expect(seen.alarms).toEqual([null]);
    expect(one.checked).toEqual([[]]);
  });

  it('checks the profiles only once after several simultaneous changes, and never runs two checks at the same time', async () => {
    const one = subscriber(MINUTE);
    let running = 0;
    let most = 0;
    const slow: ExpirySubscriber = {
      async watch() {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return { profiles: [], next: null };
      },
      check: () => undefined,
    };
    const { schedule } = scheduled(one, slow);
    await Promise.all([schedule.update(), schedule.update(), schedule.update()]);
    expect(one.checked).toHaveLength(1);
    const first = schedule.update();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, schedule.update()]);
    expect(one.checked).toHaveLength(3);
    expect(most).toBe(1);
  });

  it('lets each subscriber choose expiring profiles of all portals; the subscriber then checks only its chosen profiles', async () => {
    const all = subscriber(2 * MINUTE);
    const some = subscriber(2 * MINUTE, (name) => name === 'p180000');
    const { seen, schedule } = scheduled(all, some);
    const other = { ...expiring(5 * MINUTE), portal: 'https://other.awsapps.com/start' };
    seen.profiles = [other, profile(), expiring(3 * MINUTE)];
    await schedule.update();
    expect(all.checked).toEqual([['p300000', 'p180000']]);
    expect(some.checked).toEqual([['p180000']]);
  });
});

describe('notifications before profiles expire', () => {
  const noticesWith = (warnMinutes: number, shown: string[] = []) =>
    createExpiryNotices({
      memory: fakeArea(),
      settings: { read: async () => ({ ...defaultSettings, notifyBeforeExpiry: true, warnMinutes }) },
      notifications: () => ({
        create: async (id, { title }) => void shown.push(`${id}: ${title}`),
        clear: async () => undefined,
      }),
      warned: async (profiles) => profiles,
    });

  const shownFor = async (warnMinutes: number, ...left: number[]) => {
    const shown: string[] = [];
    const notices = noticesWith(warnMinutes, shown);
    const show = async (each: number[]) => notices.check((await notices.watch(each.map(expiring), NOW)).profiles, NOW);
    await show(left);
    // Both notifications go through one queue. So when the second notification appears, the first one is finished.
    await show([1]);
    await expect.poll(() => shown.at(-1)).toMatch(/^renew \["p1"\]/);
    return shown.slice(0, -1);
  };

  it.each([
    [5, '5 minutes'],
    [1, '1 minute'],
    [30, '30 minutes'],
  ])('are shown for profiles that expire within %d minutes, but not for expired profiles', async (minutes, text) => {
    const before = minutes * MINUTE;
    const one = `renew ["p${before}"]: Profile p${before} ends in ${text}`;
    expect(await shownFor(minutes, before, before + 1, 0)).toEqual([one]);
    expect(await shownFor(minutes, before + 1)).toEqual([]);
  });

  it.each([5, 12])('are due %d minutes before the expiration', async (minutes) => {
    const notices = noticesWith(minutes);
    expect((await notices.watch([expiring((minutes + 1) * MINUTE)], NOW)).next).toBe(NOW + MINUTE);
    expect((await notices.watch([expiring(minutes * MINUTE)], NOW)).next).toBeNull();
  });
});
