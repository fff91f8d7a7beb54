/*
 * Finds the rate that a portal allows. AWS does not publish this rate, or how requests are counted (fixed windows,
 * sliding windows or token buckets). So the rate rises until the portal answers 429. Then it falls to the rate that the
 * portal accepted, stays there for some time, and rises again.
 *
 * The main state is one number, the rate. The other fields record what the last 429 showed, and when. The constants
 * come from simulations, and `test/extension/background/listing/listing-rate.test.ts` checks their results.
 */

/** The rate at the start, in requests per second. */
const START_RATE = 10.1;
const MAX_RATE = 20;
const MIN_RATE = 0.5;
/** Until the first 429, the rate (requests per second) grows by this number each second. */
const RAMP = 3;

/**
 * The shortest pause after a 429, ms. A portal that counts in windows of one second refuses every request until the
 * window ends.
 */
const PAUSE_MS = 671;
/** A rate counts as measured if requests were sent for at least this time before the refused request, ms. */
const MEASURED_MS = 913;
const WINDOW_MS = 1_000;

/**
 * The new rate is at least this share of the refused rate. A deeper cut would not help: a burst may have emptied the
 * portal's bucket, and then the 429 says little about the allowed rate.
 */
const DEEPEST_CUT = 0.413;
/** Each further 429 of the same burst lowers the rate by this share of the refused rate. */
const CUT_PER_REFUSAL = 0.08;
/**
 * If the refused rate was not measured (see `MEASURED_MS`), the new rate is at least this share of the refused rate.
 */
const UNMEASURED_CUT = 0.739;
/**
 * If the portal refuses the new rate too, the next rate is one of these shares of that rate: the first if that rate was
 * measured, the second if the portal refused it sooner.
 */
const SLOW_REPEAT_CUT = 0.88;
const QUICK_REPEAT_CUT = 0.605;

/**
 * The cut from a rate that was not measured may be too deep. So the rate climbs back to the first share of the refused
 * rate. Each second the rate grows by the second share of its current value.
 */
const CLIMB_TO = 0.814;
const CLIMB = 0.168;
const CLIMB_AFTER_MS = 1268;

/** Before a higher rate is tried, the rate is kept for the time of this many requests, within the limits below. */
const HOLD_REQUESTS = 117;
const HOLD_MIN_MS = 10_000;
const HOLD_MAX_MS = 35_000;
/** After that time the rate grows by this share each second. */
const PROBE = 0.04;
/**
 * If the rate has grown above this multiple of the refused rate, the portal allows more than before, so the rate grows
 * as at the start.
 */
const RAMP_ABOVE = 1.5;

/** How many requests are remembered: the number sent during the longest timeout at the highest rate. */
const REMEMBERED = 400;

/** A request that has been sent. */
export interface SentRequest {
  /** When it was sent, in ms of the limiter's clock. */
  readonly at: number;
  refused: boolean;
}

/** The rate for one portal. Times are in ms of the clock given to `createRequestRate`. */
export interface RequestRate {
  /**
   * Requests per second. Grows with the time since the last call, but only if `busy`: few requests do not test the
   * rate.
   */
  current(busy: boolean): number;
  /** Records a request that is being sent. */
  sent(): SentRequest;
  /**
   * Records that the portal answered a request with 429. All 429s of one burst count as one signal. A burst contains
   * the requests that were sent before the pause ended.
   * @param rate the rate at which the request was sent. @returns the time until which no request may be sent.
   */
  refused(request: SentRequest, rate: number, retryAfterMs: number): number;
}

/** Creates the rate for one portal. @param now gives ms of a clock that only goes forward. */
export function createRequestRate(now: () => number): RequestRate {
  let rate = START_RATE;
  let grownAt = now();
  /**
   * Whether the rate still rises quickly: before the first 429, and when the rate is far above the last refused rate.
   */
  let ramping = true;
  let refusedRate = MAX_RATE;
  /** While the rate is held after a cut, it may climb back to this rate, in requests per second. */
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

  /** Handles the first 429 of a burst: lowers the rate to the rate that the portal accepted, if it was measured. */
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
      // The pause begins when the refused request was sent. A request that is sent at the end of the pause reaches the
      // portal that long after the refused request.
      pausedUntil = Math.max(pausedUntil, request.at + Math.max(retryAfterMs, PAUSE_MS));
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
