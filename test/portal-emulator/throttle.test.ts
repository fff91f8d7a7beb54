import { describe, expect, it } from 'vitest';
import { TokenBucket } from './throttle.ts';

function passed(bucket: TokenBucket, limit: { ratePerSecond: number; burst: number } | null, times: number[]): number {
  return times.filter((time) => bucket.take(limit, time)).length;
}

describe('the token bucket', () => {
  it('accepts a burst of requests, and after the burst only as many requests as its rate allows', () => {
    const bucket = new TokenBucket();
    const limit = { ratePerSecond: 3, burst: 5 };
    expect(passed(bucket, limit, Array(20).fill(1000))).toBe(5);
    const everyMs = Array.from({ length: 10_000 }, (_, index) => 1001 + index);
    expect(passed(bucket, limit, everyMs)).toBe(30);
  });

  it('accepts every request while no limit is set, and a whole burst after a limit is set', () => {
    const bucket = new TokenBucket();
    expect(passed(bucket, null, Array(100).fill(0))).toBe(100);
    expect(passed(bucket, { ratePerSecond: 1, burst: 2 }, Array(100).fill(5))).toBe(2);
  });
});
