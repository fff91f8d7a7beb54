import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeatWithBackOff } from '../../../../extension/popup/shell/back-off.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Records the times of the attempts in s; each takes `durationMs`. */
function record(durationMs = 0) {
  const begin = Date.now();
  const times: number[] = [];
  const attempt = async () => {
    times.push((Date.now() - begin) / 1000);
    if (durationMs > 0) await new Promise((done) => setTimeout(done, durationMs));
  };
  return { times, stop: repeatWithBackOff(attempt, 3000, 30_000) };
}

describe('repeating with back-off', () => {
  it('waits 3 s, doubles the wait up to 30 s, and goes on', async () => {
    const { times } = record();
    await vi.advanceTimersByTimeAsync(140_000);
    expect(times).toEqual([3, 9, 21, 45, 75, 105, 135]);
  });

  it('begins a wait when the last attempt has ended', async () => {
    const { times } = record(10_000);
    await vi.advanceTimersByTimeAsync(32_000);
    expect(times).toEqual([3, 19]);
  });

  it.each([
    ['while it waits', 2999, []],
    ['while an attempt runs', 3500, [3]],
  ])('makes no attempt after it is stopped %s', async (_, at, expected) => {
    const { times, stop } = record(1000);
    await vi.advanceTimersByTimeAsync(at);
    stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(times).toEqual(expected);
    expect(vi.getTimerCount()).toBe(0);
  });
});
