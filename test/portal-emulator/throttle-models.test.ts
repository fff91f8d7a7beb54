import { describe, expect, it } from 'vitest';
import { fixedWindow, slidingWindow, type ThrottleModel, tokenBucket } from './throttle-models.ts';

/** Sends a request every `gap` ms, from the time `from` to the time `to`. @returns the number of accepted requests */
function passed(model: ThrottleModel, from: number, to: number, gap: number): number {
  let count = 0;
  for (let now = from; now < to; now += gap) if (model.take(now)) count += 1;
  return count;
}

describe('the throttling model with fixed windows', () => {
  it('accepts at most `limit` requests in each second of the clock', () => {
    const model = fixedWindow(5);
    expect(passed(model, 0, 1000, 10)).toBe(5);
    expect(passed(model, 1000, 3000, 10)).toBe(10);
  });

  it('can accept the requests of two windows within one second, around the boundary between the windows', () => {
    expect(passed(fixedWindow(5), 900, 1100, 10)).toBe(10);
    expect(passed(fixedWindow(5, 500), 900, 1100, 10)).toBe(5);
  });
});

describe('the throttling model with a sliding window', () => {
  it('accepts at most `limit` requests in any period of one second', () => {
    const model = slidingWindow(5);
    expect(passed(model, 900, 1100, 10)).toBe(5);
    expect(passed(model, 1100, 1900, 10)).toBe(0);
    expect(passed(model, 1900, 2900, 10)).toBe(5);
  });
});

describe('the throttling model with a token bucket', () => {
  it('accepts a burst of requests at once, and after the burst only as many requests as its rate allows', () => {
    const model = tokenBucket(3, 5);
    expect(passed(model, 0, 1, 0.05)).toBe(5);
    expect(passed(model, 1, 10_001, 1)).toBe(30);
  });

  it('accepts all requests if they come exactly at its rate', () => {
    expect(passed(tokenBucket(3, 1), 0, 99_999, 1000 / 3)).toBe(300);
  });
});
