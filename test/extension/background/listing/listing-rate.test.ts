import { describe, expect, it } from 'vitest';
import {
  allSettings,
  floorSeconds,
  limits,
  maxThrottled,
  modelNames,
  requestsOf,
  type Setting,
  simulateListing,
} from './listing-simulation.ts';

const MAX_RATIO = 1.35;

const named = ({ model, limit, latency, accounts, retryAfter, offset }: Setting) =>
  `${model} of ${limit}/s, ${accounts} accounts, ${latency} ms, Retry-After ${retryAfter}, offset ${offset ?? 0} ms`;

/**
 * Returns a text for each fault of the listing: it was too slow, it was throttled too often, or it sent more than 20
 * requests per second.
 */
async function failures(setting: Setting): Promise<string[]> {
  const { seconds, throttled, times } = await simulateListing(setting);
  const ratio = seconds / floorSeconds(setting);
  const close = times.filter((time, at) => at >= 21 && time - (times[at - 21] ?? 0) < 1000);
  return [
    ...(ratio > MAX_RATIO ? [`${named(setting)}: ${ratio.toFixed(3)} x the floor`] : []),
    ...(throttled > maxThrottled(setting) ? [`${named(setting)}: ${throttled} throttled`] : []),
    ...(close.length > 0 ? [`${named(setting)}: more than 20 requests/s`] : []),
  ];
}

async function allFailures(settings: readonly Setting[]): Promise<string[]> {
  const found: string[] = [];
  for (const setting of settings) found.push(...(await failures(setting)));
  return found;
}

describe('attack 35: the listing finds how many requests per second a portal allows', () => {
  for (const model of modelNames) {
    it.each(limits)(
      `if the portal’s limit is of the kind “${model}” and allows %i requests per second`,
      async (limit) => {
        const settings = allSettings(model, limit);
        expect(settings.length).toBeGreaterThanOrEqual(18);
        expect(await allFailures(settings)).toEqual([]);
      },
    );
  }
});

/** Random numbers from 0 to 1. The same seed gives the same numbers. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('attack 35: the listing', () => {
  const RUNS = 120;
  const SEED = 20_261;

  it(`finds how many requests per second the portal allows, for ${RUNS} random portals (seed ${SEED})`, async () => {
    const random = seeded(SEED);
    const between = (from: number, to: number) => Math.round(from + random() * (to - from));
    const settings = Array.from({ length: RUNS }, (): Setting => {
      const latency = between(20, 400);
      return {
        model: modelNames[between(0, modelNames.length - 1)] ?? 'fixed windows',
        limit: between(3, 20),
        latency,
        jitter: between(0, latency / 4),
        random,
        retryAfter: random() < 0.5,
        accounts: between(150, 700),
        offset: between(0, 999),
      };
    });
    expect(await allFailures(settings)).toEqual([]);
  });
});

describe('attack 35: a portal that raises its limit', () => {
  it('soon gets more requests per second from the listing', async () => {
    const setting: Setting = { model: 'sliding window', limit: 3, latency: 100, retryAfter: false, accounts: 700 };
    const { seconds } = await simulateListing({ ...setting, later: { afterSeconds: 30, limit: 20 } });
    // The portal first allows 3 requests per second. After 30 s, it has answered 90 requests, and it then allows 20 per
    // second. The other 617 requests take 31 s at this rate. At 3 per second, all requests together would take 235 s.
    expect(requestsOf(setting)).toBe(707);
    expect(seconds).toBeLessThan(2 * 61);
  });
});
