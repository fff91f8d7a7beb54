/**
 * The methods by which a portal may count requests. AWS publishes neither the limit nor the method, so the listing must
 * work with each method here. All times are in ms of a clock that only goes forward.
 */

/** Decides whether a request is accepted. */
export interface ThrottleModel {
  /**
   * Counts a request that arrives at the time `now`.
   * @returns whether the request is accepted
   */
  take(now: number): boolean;
}

const WINDOW_MS = 1000;
/** With this tolerance, a request is not refused because of a rounding error. */
const ROUNDING = 1e-6;

/**
 * Accepts at most `limit` requests in each second of the portal's clock. Each second of the portal's clock begins
 * `offset` ms (0 to 999) earlier than the same second of the test's clock.
 */
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

/** Accepts at most `limit` requests in any period of one second. Refused requests do not count. */
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

/**
 * Accepts `limit` requests per second on average, and at most `burst` requests at the same time. At the start, `burst`
 * requests are possible.
 */
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
