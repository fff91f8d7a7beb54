import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createLimiter } from '../../../../extension/background/portal-api/rate-limiter.ts';

/** A clock that jumps from timer to timer. */
function virtualTime() {
  let time = 1_000_000;
  let timers: { at: number; task: () => void }[] = [];
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => time,
    later: (task: () => void, ms: number) => void timers.push({ at: time + ms, task }),
    sleep: (ms: number) => new Promise<void>((resolve) => timers.push({ at: time + ms, task: resolve })),
    async run(until: () => boolean) {
      for (await turn(); !until(); await turn()) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers.shift();
        if (!next) throw new Error('nothing more will happen');
        time = Math.max(time, next.at);
        next.task();
      }
    },
    forget: () => {
      timers = [];
    },
  };
}

type Clock = ReturnType<typeof virtualTime>;

/** A portal that lets `perSecond` requests through, `burst` of them at once, and refuses the rest. */
function throttledPortal(clock: Clock, perSecond: number, latency = 60, burst = perSecond) {
  let allowance = burst;
  let since = clock.now();
  const times: number[] = [];
  let refusals = 0;
  const request = async () => {
    times.push(clock.now());
    allowance = Math.min(burst, allowance + ((clock.now() - since) / 1000) * perSecond);
    since = clock.now();
    const ok = allowance >= 1;
    if (ok) allowance -= 1;
    else refusals += 1;
    await clock.sleep(latency);
    if (!ok) throw new KeyferryError('THROTTLED');
  };
  return { request, times, refusals: () => refusals };
}

async function list(clock: Clock, perSecond: number, count: number, quiet = false) {
  const limiter = createLimiter(clock);
  limiter.setQuiet(quiet);
  const portal = throttledPortal(clock, perSecond);
  const { signal } = new AbortController();
  const began = clock.now();
  let done = 0;
  const all = Array.from({ length: count }, () => limiter.patient(portal.request, signal).then(() => (done += 1)));
  await clock.run(() => done === count);
  await Promise.all(all);
  return { seconds: (clock.now() - began) / 1000, refusals: portal.refusals(), times: portal.times };
}

describe('how fast the portal is asked', () => {
  it('attack 35: starts at 10 a second, adds one a second, and never goes above 20', async () => {
    const { times, refusals, seconds } = await list(virtualTime(), 1000, 400);
    const inSecond = (n: number) => times.filter((t) => Math.floor((t - (times[0] ?? 0)) / 1000) === n).length;
    expect(inSecond(0)).toBeGreaterThanOrEqual(9);
    expect(inSecond(0)).toBeLessThanOrEqual(11);
    expect(inSecond(5)).toBeGreaterThanOrEqual(14);
    for (let second = 0; second < seconds; second += 1) expect(inSecond(second)).toBeLessThanOrEqual(21);
    expect(refusals).toBe(0);
  });

  it('attack 35: 303 requests at 20/s come within 1.2 times what the rate allows, at 8/s within 1.35', async () => {
    // 10 + 11 + … + 19 in the first ten seconds, then 20 each.
    const floor20 = 10 + (303 - 145) / 20;
    const at20 = await list(virtualTime(), 20, 303);
    expect(at20.seconds).toBeLessThan(1.2 * floor20);
    expect(at20.refusals).toBeLessThanOrEqual(6);
    const at8 = await list(virtualTime(), 8, 303);
    expect(at8.seconds).toBeLessThan((1.35 * 303) / 8);
  });

  it('attack 35: once it has found the rate at most 2 % are refused', async () => {
    for (const perSecond of [3, 8, 15]) {
      const { refusals } = await list(virtualTime(), perSecond, 1330);
      expect(refusals / 1330, `at ${perSecond}/s`).toBeLessThan(0.02);
    }
  });

  it('falls to 3 a second once nobody looks', async () => {
    const { seconds } = await list(virtualTime(), 1000, 60, true);
    expect(seconds).toBeGreaterThan(18);
  });

  it('waits as long as the portal asks, and tries again', async () => {
    const clock = virtualTime();
    const limiter = createLimiter(clock);
    const times: number[] = [];
    let done = false;
    const request = async () => {
      times.push(clock.now());
      if (times.length === 1) throw new KeyferryError('THROTTLED', { retryAfterMs: 7000 });
    };
    limiter.patient(request, new AbortController().signal).then(() => {
      done = true;
    });
    await clock.run(() => done);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(7000);
  });

  it('lets a person’s request go before the listing, once, whatever it comes to', async () => {
    const clock = virtualTime();
    const limiter = createLimiter(clock);
    const { signal } = new AbortController();
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

  it('lets what goes first go before all that waits', async () => {
    const clock = virtualTime();
    const limiter = createLimiter(clock);
    const { signal } = new AbortController();
    const order: string[] = [];
    const ask = (name: string, first = false) =>
      limiter.patient(async () => void order.push(name), signal, first).catch(() => undefined);
    for (let n = 0; n < 10; n += 1) ask('role');
    ask('page', true);
    await clock.run(() => order.length === 11);
    expect(order.indexOf('page')).toBe(1);
  });

  it('has at most 2 % of 672 requests refused, and none lost, where nothing may come in a burst', async () => {
    const clock = virtualTime();
    const limiter = createLimiter(clock);
    const portal = throttledPortal(clock, 20, 60, 1);
    const { signal } = new AbortController();
    let done = 0;
    for (let n = 0; n < 672; n += 1) limiter.patient(portal.request, signal).then(() => (done += 1));
    await clock.run(() => done === 672);
    expect(portal.refusals()).toBeLessThanOrEqual(0.02 * 672);
  });

  it('lets go of requests that are called off while they wait', async () => {
    const clock = virtualTime();
    const limiter = createLimiter(clock);
    const stop = new AbortController();
    let ran = 0;
    const all = Array.from({ length: 50 }, () =>
      limiter.patient(async () => {
        ran += 1;
      }, stop.signal),
    );
    stop.abort(new KeyferryError('SESSION_CHANGED'));
    const ends = await Promise.allSettled(all);
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(49);
    expect(ran).toBeLessThanOrEqual(1);
  });

  it('passes other failures on at once', async () => {
    const limiter = createLimiter(virtualTime());
    const offline = async () => Promise.reject(new KeyferryError('OFFLINE'));
    await expect(limiter.patient(offline, new AbortController().signal)).rejects.toMatchObject({ code: 'OFFLINE' });
  });
});
