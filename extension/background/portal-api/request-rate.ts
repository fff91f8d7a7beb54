/*
 * Finds the rate that a portal allows. AWS publishes neither the number nor how it counts (fixed windows, sliding
 * windows, token buckets), so the rate rises until the portal answers 429, goes back to what the portal let through,
 * stays there for a while, and then tries more again.
 *
 * One number is the state: the rate. The other fields say what the last 429 taught and since when. The constants are
 * the result of simulations; `test/extension/background/listing/listing-rate.test.ts` holds the outcome.
 */

/** Requests per second. */
const START_RATE = 10;
const MAX_RATE = 20;
const MIN_RATE = 0.5;
/** Until the first 429: requests per second more in each second. */
const RAMP = 3;

/** A portal that counts in windows of a second refuses everything until its window ends: sending sooner is useless. */
const PAUSE_MS = 700;
/** A rate is measured when requests were sent for this long before the refused one. */
const MEASURED_MS = 900;
const WINDOW_MS = 1_000;

/** The lowest new rate, as a share of the refused one: a burst that drained the portal's bucket says little. */
const DEEPEST_CUT = 0.42;
/** Each further 429 of the same burst takes off this share of the refused rate: the more, the further it was off. */
const CUT_PER_REFUSAL = 0.08;
/** The new rate where less than `MEASURED_MS` was sent before the first 429: what passed is then no measure. */
const UNMEASURED_CUT = 0.75;
/** The new rate after a cut that was not enough: by whether the portal refused slowly (a bucket) or at once. */
const SLOW_REPEAT_CUT = 0.88;
const QUICK_REPEAT_CUT = 0.62;

/** An unmeasured cut may be too deep: the rate climbs back to this share of the refused rate, by so much a second. */
const CLIMB_TO = 0.82;
const CLIMB = 0.17;
const CLIMB_AFTER_MS = 1_300;

/** How long a rate is kept before a higher one is tried: time for so many requests, within these bounds. */
const HOLD_REQUESTS = 125;
const HOLD_MIN_MS = 10_000;
const HOLD_MAX_MS = 35_000;
/** After the hold the rate grows by this share each second. */
const PROBE = 0.04;
/** Above this multiple of the refused rate the portal plainly allows more than before: ramp as at the start. */
const RAMP_ABOVE = 1.5;

/** How many requests are remembered: at the highest rate, those of the longest timeout. */
const REMEMBERED = 400;

/** A request that was sent. */
export interface SentRequest {
  /** When, in ms of the limiter's clock. */
  readonly at: number;
  refused: boolean;
}

/** The rate for one portal. Times are in ms of the clock given to `createRequestRate`. */
export interface RequestRate {
  /** Requests per second. Grows with the time since the last call, if `busy`: a slow second proves nothing. */
  current(busy: boolean): number;
  /** Records a request that is being sent. */
  sent(): SentRequest;
  /**
   * The portal answered a request with 429. All 429s of one burst (of requests sent before the pause ended) lower the
   * rate together, as one signal.
   * @param rate the rate at which it was sent. @returns until when to send nothing.
   */
  refused(request: SentRequest, rate: number, retryAfterMs: number): number;
}

/** @param now ms, of a clock that only goes forward. */
export function createRequestRate(now: () => number): RequestRate {
  let rate = START_RATE;
  let grownAt = now();
  /** Without any 429 yet, or far above the last refused rate. */
  let ramping = true;
  let refusedRate = MAX_RATE;
  /** The rate to climb back to while holding. */
  let target = MAX_RATE;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let holdsUntil = Number.NEGATIVE_INFINITY;
  let recent: SentRequest[] = [];

  function growth(): number {
    if (ramping) return RAMP;
    if (now() > holdsUntil) return PROBE * rate;
    return now() > pausedUntil + CLIMB_AFTER_MS ? Math.max(0, Math.min(CLIMB * rate, target - rate)) : 0;
  }

  function grow(seconds: number): void {
    rate = Math.min(rate + growth() * seconds, MAX_RATE);
    if (rate > refusedRate * RAMP_ABOVE) ramping = true;
  }

  /** The requests sent in the second before `request`. */
  const secondBefore = (request: SentRequest) =>
    recent.filter(({ at }) => at < request.at && at >= request.at - WINDOW_MS);

  /** The first 429 of a burst: lowers the rate to what the portal let through, as far as that is known. */
  function cut(request: SentRequest): void {
    const before = secondBefore(request);
    const passed = before.filter(({ refused }) => !refused).length;
    const measured = request.at - (before[0]?.at ?? request.at) >= MEASURED_MS;
    const repeated = !ramping && now() <= holdsUntil;
    if (repeated) rate = refusedRate * (measured ? SLOW_REPEAT_CUT : QUICK_REPEAT_CUT);
    else rate = Math.min(refusedRate, Math.max(passed, refusedRate * (measured ? DEEPEST_CUT : UNMEASURED_CUT)));
    target = measured ? rate : refusedRate * CLIMB_TO;
  }

  function hold(): void {
    ramping = false;
    grownAt = now();
    holdsUntil = pausedUntil + Math.min(Math.max((HOLD_REQUESTS * 1000) / rate, HOLD_MIN_MS), HOLD_MAX_MS);
  }

  return {
    current(busy) {
      const seconds = (now() - grownAt) / 1000;
      grownAt = now();
      if (busy && now() >= pausedUntil) grow(seconds);
      return rate;
    },
    sent() {
      const request = { at: now(), refused: false };
      recent = [...recent.slice(1 - REMEMBERED), request];
      return request;
    },
    refused(request, sentAtRate, retryAfterMs) {
      request.refused = true;
      const sameBurst = request.at < pausedUntil;
      pausedUntil = Math.max(pausedUntil, now() + retryAfterMs, request.at + PAUSE_MS);
      if (sameBurst) {
        rate = Math.max(rate - CUT_PER_REFUSAL * refusedRate, DEEPEST_CUT * refusedRate, MIN_RATE);
        return pausedUntil;
      }
      refusedRate = sentAtRate;
      cut(request);
      rate = Math.max(rate, MIN_RATE);
      hold();
      return pausedUntil;
    },
  };
}
