import { createLimiter, type Limiter, type LimiterDeps } from './rate-limiter.ts';

/** A limiter for each portal, by start URL: what one refuses says nothing of another's patience. */
export function createLimiters(deps: LimiterDeps) {
  const all = new Map<string, Limiter>();
  let quiet = false;

  function begin(startUrl: string): Limiter {
    const limiter = createLimiter(deps);
    limiter.setQuiet(quiet);
    all.set(startUrl, limiter);
    return limiter;
  }

  return {
    of: (startUrl: string): Limiter => all.get(startUrl) ?? begin(startUrl),

    /** @param yes nobody looks: leave the portals to their own tabs. */
    setQuiet(yes: boolean): void {
      quiet = yes;
      for (const limiter of all.values()) limiter.setQuiet(yes);
    },
  };
}

export type Limiters = ReturnType<typeof createLimiters>;
