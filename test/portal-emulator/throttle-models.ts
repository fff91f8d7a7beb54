/*
 * How a portal may count requests. AWS publishes neither the limit nor the method, so the listing must work with each
 * method here. All times are in ms, of any clock that only goes forward.
 */

/** Decides about one request at a time. */
export interface ThrottleModel {
  /** Counts a request. @returns whether the request that arrives at `now` is let through. */
  take(now: number): boolean;
}

const WINDOW_MS = 1000;
/** A rounding error must not decide about a request. */
const ROUNDING = 1e-6;

/** At most `limit` requests in each second of the portal's clock. `offset` (0 to 999 ms) shifts its seconds. */
export function fixedWindow(limit: number, offset = 0): ThrottleModel {
  let window = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    take(now) {
      const current = Math.floor((now + offset + ROUNDING) / WINDOW_MS);
      if (current !== window) used = 0;
      window = current;
      if (used >= limit) return false;
      used += 1;
      return true;
    },
  };
}

/** At most `limit` requests in any second. Refused requests do not count. */
export function slidingWindow(limit: number): ThrottleModel {
  let passed: number[] = [];
  return {
    take(now) {
      passed = passed.filter((moment) => moment > now - WINDOW_MS + ROUNDING);
      if (passed.length >= limit) return false;
      passed.push(now);
      return true;
    },
  };
}

/** Allows `limit` requests per second on average, and up to `burst` at once. Starts full. */
export function tokenBucket(limit: number, burst: number): ThrottleModel {
  let tokens = burst;
  let filled = Number.NEGATIVE_INFINITY;
  return {
    take(now) {
      tokens = Math.min(burst, tokens + ((now - filled) / 1000) * limit);
      filled = now;
      if (tokens < 1 - ROUNDING) return false;
      tokens -= 1;
      return true;
    },
  };
}
