import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createLimiter } from '../../../../extension/background/portal-api/rate-limiter.ts';
import { type ThrottleModel, tokenBucket } from '../../../portal-emulator/throttle-models.ts';
import { createSimulatedClock, type SimulatedClock } from './simulated-clock.ts';

const LATENCY_MS = 60;
const never = () => new AbortController().signal;

/** A portal that answers each request after 60 ms. If `model` does not allow the request, the answer is 429. */
function throttledPortal(clock: SimulatedClock, model: ThrottleModel) {
  const times: number[] = [];
  let throttled = 0;
  const request = async () => {
    times.push(clock.now());
    const passed = model.take(clock.now());
    if (!passed) throttled += 1;
    await clock.sleep(LATENCY_MS);
    if (!passed) throw new KeyferryError('THROTTLED');
  };
  return { request, times, throttled: () => throttled };
}

/** Starts `count` requests at the same time, and waits for all answers. */
async function sendMany(model: ThrottleModel, count: number, quiet = false) {
  const clock = createSimulatedClock();
  const limiter = createLimiter(clock);
  limiter.setQuiet(quiet);
  const portal = throttledPortal(clock, model);
  const began = clock.now();
  let done = 0;
  const signal = never();
  const all = Array.from({ length: count }, () => limiter.patient(portal.request, signal).then(() => (done += 1)));
  await clock.run(() => done === count);
  await Promise.all(all);
  return { seconds: (clock.now() - began) / 1000, throttled: portal.throttled(), times: portal.times };
}

const unlimited: ThrottleModel = { take: () => true };

describe('the rate of requests', () => {
  it('attack 35: starts at 10 a second, rises to 20, and is never above 20', async () => {
    const { times, throttled, seconds } = await sendMany(unlimited, 400);
    const inSecond = (n: number) => times.filter((t) => Math.floor((t - (times[0] ?? 0)) / 1000) === n).length;
    expect(inSecond(0)).toBeGreaterThanOrEqual(10);
    expect(inSecond(0)).toBeLessThanOrEqual(13);
    expect(inSecond(5)).toBeGreaterThanOrEqual(19);
    for (let second = 0; second < seconds; second += 1) expect(inSecond(second)).toBeLessThanOrEqual(21);
    expect(throttled).toBe(0);
  });

  it.each([3, 8, 15])(
    'attack 35: causes refusals of at most 2 %% of 1,330 requests if the portal allows %i requests a second',
    async (limit) => {
      const { throttled, seconds } = await sendMany(tokenBucket(limit, limit), 1330);
      expect(throttled / 1330).toBeLessThan(0.02);
      expect(seconds).toBeLessThan((1.35 * 1330) / limit);
    },
  );

  it('attack 35: causes refusals of at most 2 % of 672 requests if the portal never accepts two requests at once', async () => {
    const { throttled } = await sendMany(tokenBucket(20, 1), 672);
    expect(throttled).toBeLessThanOrEqual(0.02 * 672);
  });

  it('is at most 3 a second while no popup is open', async () => {
    const { times, seconds } = await sendMany(unlimited, 60, true);
    expect(seconds).toBeGreaterThan(18);
    for (const [at, time] of times.entries()) expect(time - (times[at - 3] ?? 0)).toBeGreaterThan(990);
  });
});

describe('the Retry-After header', () => {
  it('sets how long the limiter waits before it repeats the refused request', async () => {
    const clock = createSimulatedClock();
    const limiter = createLimiter(clock);
    const times: number[] = [];
    let done = false;
    const request = async () => {
      times.push(clock.now());
      if (times.length === 1) throw new KeyferryError('THROTTLED', { retryAfterMs: 7000 });
    };
    limiter.patient(request, never()).then(() => {
      done = true;
    });
    await clock.run(() => done);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(7000);
  });
});

describe('in the queue of requests to the portal', () => {
  it('an urgent request is sent before requests for lists, and is not repeated if the portal answers with status 429', async () => {
    const clock = createSimulatedClock();
    const limiter = createLimiter(clock);
    const signal = never();
    const order: string[] = [];
    for (let n = 0; n < 20; n += 1) limiter.patient(async () => void order.push('list'), signal).catch(() => undefined);
    await expect(
      limiter.urgent(async () => {
        order.push('click');
        throw new KeyferryError('THROTTLED');
      }),
    ).rejects.toMatchObject({ code: 'THROTTLED' });
    expect(order.indexOf('click')).toBeLessThanOrEqual(1);
    await clock.run(() => order.length === 21);
    expect(order.filter((each) => each === 'click')).toHaveLength(1);
  });

  it('a request with the option `first` is sent before all waiting requests', async () => {
    const clock = createSimulatedClock();
    const limiter = createLimiter(clock);
    const signal = never();
    const order: string[] = [];
    const send = (name: string, first = false) =>
      limiter.patient(async () => void order.push(name), signal, { first }).catch(() => undefined);
    for (let n = 0; n < 10; n += 1) send('role');
    send('page', true);
    await clock.run(() => order.length === 11);
    expect(order.indexOf('page')).toBe(1);
  });

  it('at most 10 requests with the option `steady` are sent per second, even if the portal allows more', async () => {
    const clock = createSimulatedClock();
    const limiter = createLimiter(clock);
    const sentAt: number[] = [];
    const send = async () => void sentAt.push(clock.now());
    const signal = never();
    for (let n = 0; n < 60; n += 1) limiter.patient(send, signal, { steady: true }).catch(() => undefined);
    await clock.run(() => sentAt.length === 60);
    const inSecond = sentAt.map((at) => sentAt.filter((other) => other >= at && other < at + 999).length);
    expect(Math.max(...inSecond)).toBe(10);
  });
});

describe('a request that waits in the queue', () => {
  it('is not sent if it is cancelled', async () => {
    const limiter = createLimiter(createSimulatedClock());
    const stop = new AbortController();
    let sent = 0;
    const all = Array.from({ length: 50 }, () =>
      limiter.patient(async () => {
        sent += 1;
      }, stop.signal),
    );
    stop.abort(new KeyferryError('SESSION_CHANGED'));
    const ends = await Promise.allSettled(all);
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(49);
    expect(sent).toBeLessThanOrEqual(1);
  });

  it('is repeated if the portal answers with status 429, but not after other errors', async () => {
    const limiter = createLimiter(createSimulatedClock());
    const offline = async () => Promise.reject(new KeyferryError('OFFLINE'));
    await expect(limiter.patient(offline, never())).rejects.toMatchObject({ code: 'OFFLINE' });
  });
});

describe('requests for the keys of live profiles', () => {
  /** Starts `count` requests of live profiles while no popup is open and 100 other requests wait. */
  async function liveRequests(model: ThrottleModel, count: number) {
    const clock = createSimulatedClock();
    const limiter = createLimiter(clock);
    limiter.setQuiet(true);
    const others = throttledPortal(clock, unlimited);
    const portal = throttledPortal(clock, model);
    const signal = never();
    for (let left = 100; left > 0; left -= 1) void limiter.patient(others.request, signal);
    const began = clock.now();
    let done = 0;
    for (let left = count; left > 0; left -= 1)
      void limiter.patient(portal.request, signal, { live: true, steady: true }).then(() => (done += 1));
    await clock.run(() => done === count);
    return { seconds: (clock.now() - began) / 1000, throttled: portal.throttled(), others: others.times.length };
  }

  it('are sent before all other requests, and are not slower while no popup is open', async () => {
    const { seconds, others } = await liveRequests(unlimited, 40);
    expect(seconds).toBeLessThan(5);
    expect(others).toBeLessThan(5);
  });

  it('are sent at most 10 times a second, and are repeated if the portal answers with status 429', async () => {
    const { seconds, throttled } = await liveRequests(tokenBucket(5, 5), 40);
    expect(seconds).toBeGreaterThan(6);
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThan(10);
  });
});
