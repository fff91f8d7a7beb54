import { forwardClock } from './forward-clock.ts';
import { createLimiter, type Limiter, type LimiterDeps } from './rate-limiter.ts';

/**
 * The rate limiters of all portals. Each portal has its own rate limiter, because a 429 of one portal says nothing
 * about other portals.
 */
export interface Limiters {
  /** The rate limiter of this portal. It is created at the first call. */
  of(startUrl: string): Limiter;
  /**
   * Call this when the last popup closes or the first popup opens.
   * @param yes true means that no popup is open. Then at most 3 requests per second are sent to each portal.
   */
  setQuiet(yes: boolean): void;
}

/** Creates the rate limiters of all portals. */
export function createLimiters({ now, later }: LimiterDeps): Limiters {
  const deps = { now: forwardClock(now), later };
  const all = new Map<string, Limiter>();
  let quiet = false;

  function create(startUrl: string): Limiter {
    const limiter = createLimiter(deps);
    limiter.setQuiet(quiet);
    all.set(startUrl, limiter);
    return limiter;
  }

  return {
    of: (startUrl) => all.get(startUrl) ?? create(startUrl),
    setQuiet(yes) {
      quiet = yes;
      for (const limiter of all.values()) limiter.setQuiet(yes);
    },
  };
}
