import { describe, expect, it } from 'vitest';
import { createFreshMemory } from '../../../../extension/background/profiles/fresh-memory.ts';
import { assumedLife, renewalMoment, retryDelay } from '../../../../extension/background/profiles/fresh-moment.ts';
import { fakeArea } from '../fakes.ts';
import { MINUTE, NOW } from './expiring.ts';

const HOUR = 60 * MINUTE;
const profile = { name: 'p', expiration: NOW + HOUR };
const failure = { message: 'no', count: 1, retryAt: NOW, session: 's', expiration: profile.expiration };

describe('the moment of a renewal', () => {
  it.each([
    [12 * HOUR, 6 * HOUR],
    [HOUR, 30 * MINUTE],
    [30 * MINUTE, 16 * MINUTE],
    [15 * MINUTE, 10 * MINUTE],
  ])('of keys that are valid for %d ms in total is %d ms before the expiration', (life, left) => {
    expect(renewalMoment(NOW, life)).toBe(NOW - left);
  });

  it.each([
    [59 * MINUTE, HOUR],
    [HOUR + 30_000, HOUR],
    [3 * HOUR + 10 * MINUTE, 4 * HOUR],
    [-MINUTE, HOUR],
  ])('of keys that are valid for %d more ms is calculated with an assumed total validity of %d ms', (left, life) => {
    expect(assumedLife(left)).toBe(life);
  });

  it('is delayed longer after each failed renewal, but at most 30 minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 99].map((count) => retryDelay(count) / MINUTE)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });
});

describe('the memory of the option “Keep fresh”', () => {
  it('keeps the first estimate of how long keys are valid in total, until there are new keys', async () => {
    const memory = createFreshMemory(fakeArea());
    expect((await memory.lifeOf({ name: 'p', expiration: NOW + 2 * HOUR }, NOW)).life).toBe(2 * HOUR);
    expect((await memory.lifeOf({ name: 'p', expiration: NOW + 2 * HOUR }, NOW + 1.5 * HOUR)).life).toBe(2 * HOUR);
    expect((await memory.lifeOf({ name: 'p', expiration: NOW + 4 * HOUR }, NOW + 1.5 * HOUR)).life).toBe(3 * HOUR);
  });

  it('forgets a failed renewal when the profile was renewed later, even if the expiration is the same as before', async () => {
    const memory = createFreshMemory(fakeArea());
    await memory.failed('p', failure);
    expect(await memory.failureOf(profile)).toEqual(failure);
    await memory.renewed(profile, NOW);
    expect(await memory.failureOf(profile)).toBeNull();
    expect(await memory.lifeOf(profile, NOW)).toMatchObject({ life: HOUR, renewedAt: NOW });
  });

  it('forgets a failed renewal when another program wrote new keys to the profile', async () => {
    const memory = createFreshMemory(fakeArea());
    await memory.failed('p', failure);
    expect(await memory.failureOf({ ...profile, expiration: NOW + 2 * HOUR })).toBeNull();
  });

  it('forgets everything about profiles that do not exist any more', async () => {
    const area = fakeArea();
    const memory = createFreshMemory(area);
    await memory.failed('p', failure);
    await memory.renewed({ name: 'q', expiration: NOW + HOUR }, NOW);
    await memory.keepOnly(new Set(['q']));
    expect(area.data.get('fresh')).toMatchObject({ failures: {} });
    expect(Object.keys((area.data.get('fresh') as { lives: object }).lives)).toEqual(['q']);
  });
});
