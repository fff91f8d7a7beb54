import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeatWithBackOff } from '../../../../extension/popup/shell/back-off.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Starts `repeatWithBackOff`, and records the start time of each attempt in s. Each attempt takes `durationMs` ms. */
function record(durationMs = 0) {
  const begin = Date.now();
  const times: number[] = [];
  const attempt = async () => {
    times.push((Date.now() - begin) / 1000);
    if (durationMs > 0) await new Promise((done) => setTimeout(done, durationMs));
  };
  return { times, stop: repeatWithBackOff(attempt, 3000, 30_000) };
}

describe('attempts that are repeated with growing waits', () => {
  it('begin after 3 s; each following wait is twice as long as the wait before, up to 30 s', async () => {
    const { times } = record();
    await vi.advanceTimersByTimeAsync(140_000);
    expect(times).toEqual([3, 9, 21, 45, 75, 105, 135]);
  });

  it('have waits that begin at the end of an attempt, not at the beginning of the attempt', async () => {
    const { times } = record(10_000);
    await vi.advanceTimersByTimeAsync(32_000);
    expect(times).toEqual([3, 19]);
  });

  it.each([
    ['during a wait', 2999, []],
    ['during an attempt', 3500, [3]],
  ])('end after a stop %s', async (_, at, expected) => {
    const { times, stop } = record(1000);
    await vi.advanceTimersByTimeAsync(at);
    stop();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(times).toEqual(expected);
    expect(vi.getTimerCount()).toBe(0);
  });
});
