import { forwardClock } from './forward-clock.ts';
import { createLimiter, type Limiter, type LimiterDeps } from './rate-limiter.ts';

/** The limiters of all portals. Each portal has its own limiter, because a 429 says nothing about other portals. */
export interface Limiters {
  /** The limiter of this portal. It is created at the first call. */
  of(startUrl: string): Limiter;
  /**
   * Sets the lower rate that applies while no popup is open.
   * @param yes true means that no popup is open: at most 3 requests are sent per second to each portal.
   */
  setQuiet(yes: boolean): void;
}

/** Creates the limiters of all portals. */
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
