import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWarmKeys, type EndpointKeys } from '../../../../native-host/cli/sharing/warm-keys.ts';

const MINUTE = 60_000;

const keys = (accessKeyId: string, minutes: number): EndpointKeys => ({
  accountId: '111122223333',
  accessKeyId,
  secretAccessKey: 'EXAMPLE',
  sessionToken: 'EXAMPLE',
  expiration: Date.now() + minutes * MINUTE,
});

/**
 * The keys that an endpoint gives to programs.
 * @param minutes the time until the first keys expire; renewed keys are valid for an hour
 */
function rig(minutes: number) {
  const renew = vi.fn(async () => keys(`NEW${renew.mock.calls.length}`, 60));
  const warm = createWarmKeys({ first: keys('FIRST', minutes), renew, now: Date.now });
  return { warm, renew, id: async () => (await warm.get()).accessKeyId };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('keys that an endpoint gives to clients', () => {
  it('are renewed when they are valid for only 15 more minutes, even if no program asks for keys', async () => {
    const { warm, renew, id } = rig(60);
    await vi.advanceTimersByTimeAsync(44 * MINUTE);
    expect(renew).not.toHaveBeenCalled();
    expect(await id()).toBe('FIRST');
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(await id()).toBe('NEW1');
    await vi.advanceTimersByTimeAsync(46 * MINUTE);
    expect(await id()).toBe('NEW2');
    warm.stop();
    await vi.advanceTimersByTimeAsync(600 * MINUTE);
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it('are renewed after half of their lifetime if it is short, but at most twice a minute if no client asks', async () => {
    const { renew } = rig(10);
    renew.mockImplementation(async () => keys('SHORT', 0.1));
    await vi.advanceTimersByTimeAsync(4.9 * MINUTE);
    expect(renew).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(renew.mock.calls.length).toBeGreaterThan(10);
    expect(renew.mock.calls.length).toBeLessThanOrEqual(21);
  });

  it('are requested again after a failed renewal; clients get the old keys as long as the old keys are valid', async () => {
    const { renew, id } = rig(16);
    renew.mockImplementation(async () => {
      throw new Error('no browser');
    });
    await vi.advanceTimersByTimeAsync(9 * MINUTE);
    const tries = renew.mock.calls.length;
    expect(tries).toBeGreaterThan(0);
    expect(await id()).toBe('FIRST');
    await vi.advanceTimersByTimeAsync(8 * MINUTE);
    expect(renew.mock.calls.length).toBeGreaterThan(tries);
    await expect(id()).rejects.toThrow('no browser');
    renew.mockImplementation(async () => keys('BACK', 60));
    expect(await id()).toBe('BACK');
  });

  it('are not requested again and again while no program needs keys', async () => {
    const { renew, id } = rig(16);
    const times: number[] = [];
    renew.mockImplementation(async () => {
      times.push(Date.now());
      throw new Error('the browser asks');
    });
    await vi.advanceTimersByTimeAsync(600 * MINUTE);
    expect(times).toHaveLength(3);
    // The program's request for keys starts the renewals again.
    await expect(id()).rejects.toThrow('the browser asks');
    await vi.advanceTimersByTimeAsync(600 * MINUTE);
    expect(times).toHaveLength(6);
  });

  it('come after at most 0.7 s if the old keys are valid; otherwise, the client waits for new keys', async () => {
    const { warm, renew } = rig(14);
    let give = (_: EndpointKeys) => {};
    renew.mockImplementation(
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    );
    const got: string[] = [];
    const ask = () => warm.get().then(({ accessKeyId }) => got.push(accessKeyId));
    void ask();
    await vi.advanceTimersByTimeAsync(600);
    expect(got).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(got).toEqual(['FIRST']);
    await vi.advanceTimersByTimeAsync(14 * MINUTE);
    void ask();
    await vi.advanceTimersByTimeAsync(3000);
    expect(got).toEqual(['FIRST']);
    give(keys('LATE', 60));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['FIRST', 'LATE']);
    // The three requests for keys caused only one renewal.
    expect(renew).toHaveBeenCalledTimes(1);
  });
});
