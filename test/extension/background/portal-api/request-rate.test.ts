import { describe, expect, it } from 'vitest';
import { createRequestRate } from '../../../../extension/background/portal-api/request-rate.ts';

/** A request rate, with a clock that the test moves. `send` sends requests at the current rate for some seconds. */
function rateOnClock() {
  let time = 0;
  const rate = createRequestRate(() => time);
  const send = (seconds: number) => {
    const until = time + seconds * 1000;
    while (time < until) {
      rate.sent();
      time += 1000 / rate.current(true);
    }
  };
  const pass = (ms: number) => {
    time += ms;
    return rate.current(true);
  };
  return { rate, send, pass, now: () => time };
}

describe('several refusals of requests that were sent at about the same time', () => {
  it('lower the rate only once', () => {
    const { rate, send, pass } = rateOnClock();
    send(2);
    const before = rate.current(true);
    const burst = Array.from({ length: 30 }, () => rate.sent());
    pass(100);
    for (const request of burst) rate.refused(request, before, 0);
    expect(rate.current(true)).toBeGreaterThan(0.4 * before);
  });

  it('stop all requests for about two thirds of a second, or for the time in the Retry-After header', () => {
    const { rate, send, now } = rateOnClock();
    send(2);
    const request = rate.sent();
    expect(rate.refused(request, rate.current(true), 0)).toBeCloseTo(now() + 671);
    expect(rate.refused(request, rate.current(true), 5_000)).toBeCloseTo(now() + 5_000);
  });
});

describe('the rate of requests after the portal refused a request', () => {
  it('falls to the rate that the portal accepted in the last second before the refusal', () => {
    const { rate, send } = rateOnClock();
    send(3);
    const before = rate.current(true);
    rate.refused(rate.sent(), before, 0);
    expect(rate.current(true)).toBeLessThan(before);
    expect(rate.current(true)).toBeGreaterThan(0.8 * before);
  });

  it('stays low for about ten seconds, and grows again within a minute', () => {
    const { rate, send, pass } = rateOnClock();
    send(3);
    rate.refused(rate.sent(), rate.current(true), 0);
    const cut = rate.current(true);
    pass(700);
    expect(pass(9_000)).toBe(cut);
    pass(30_000);
    expect(pass(20_000)).toBeGreaterThan(1.05 * cut);
  });

  it('does not grow while the worker sends few requests', () => {
    const { rate, send, pass } = rateOnClock();
    send(1);
    const before = rate.current(true);
    pass(0);
    expect(rate.current(false)).toBe(before);
  });
});
