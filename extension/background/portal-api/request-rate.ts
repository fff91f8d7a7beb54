/**
 * Finds the rate of requests that a portal allows. AWS does not publish this rate. AWS also does not publish how
 * requests are counted: in fixed windows, in sliding windows or with token buckets. So the rate rises until the portal
 * answers 429. Then the rate falls to the number of requests that the portal accepted in the last second, stays there
 * for some time, and rises again. The constants come from simulations, and
 * `test/extension/background/listing/listing-rate.test.ts` checks their results.
 */

/** The rate at the start, in requests per second. */
const START_RATE = 10.1;
const MAX_RATE = 20;
const MIN_RATE = 0.5;
/** Until the first 429, the rate grows by this number each second, in requests per second. */
const RAMP = 3;

/**
 * The shortest pause after a 429, ms. A portal that counts in windows of one second refuses every request until the
 * window ends.
 */
const PAUSE_MS = 671;
/**
 * If requests were sent for at least this time before a refused request, the rate of these requests counts as measured,
 * ms.
 */
const MEASURED_MS = 913;
const WINDOW_MS = 1_000;

/**
 * After a 429, the new rate is at least this share of the refused rate. A lower rate would not help. A burst of
 * requests may have emptied the portal's token bucket, and then the 429 says little about the allowed rate.
 */
const DEEPEST_CUT = 0.413;
/** If more requests of the same burst get a 429, each of them lowers the rate by this share of the refused rate. */
const CUT_PER_REFUSAL = 0.08;
/**
 * If the refused rate was not measured (see `MEASURED_MS`), the new rate is at least this share of the refused rate.
 */
const UNMEASURED_CUT = 0.739;
/**
 * If the portal soon refuses the new rate too, the next rate is a share of this refused rate. The first constant is the
 * share for a measured rate (see `MEASURED_MS`), and the second constant is the share for any other rate.
 */
const SLOW_REPEAT_CUT = 0.88;
const QUICK_REPEAT_CUT = 0.605;

/**
 * After a refused rate that was not measured, the new rate may be too low. So the rate grows until it reaches the share
 * `CLIMB_TO` of the refused rate. It grows by the share `CLIMB` of its current value each second. The growth starts
 * `CLIMB_AFTER_MS` after the pause.
 */
const CLIMB_TO = 0.814;
const CLIMB = 0.168;
const CLIMB_AFTER_MS = 1268;

/**
 * After a 429, the rate stays the same until this many requests could be sent. The two constants below are the shortest
 * and the longest time for this, ms.
 */
const HOLD_REQUESTS = 117;
const HOLD_MIN_MS = 10_000;
const HOLD_MAX_MS = 35_000;
/** After a 429, the rate first stays the same for some time. Then it grows by this share of its value each second. */
const PROBE = 0.04;
/**
 * If the rate is higher than the last refused rate times this number, the portal allows more than before. So the rate
 * grows as fast as at the start.
 */
const RAMP_ABOVE = 1.5;

/**
 * How many sent requests are remembered. This is the number of requests during the longest timeout at the highest rate.
 */
const REMEMBERED = 400;

/** A request that has been sent. */
export interface SentRequest {
  /** When the request was sent, in ms of the clock given to `createRequestRate`. */
  readonly at: number;
  refused: boolean;
}

/** The rate of requests to one portal. Times are in ms of the clock given to `createRequestRate`. */
export interface RequestRate {
  /**
   * The rate that applies now, in requests per second. Each call lets the rate grow for the time since the last call.
   * @param busy whether requests are sent as fast as this rate allows. Only then does the rate grow, because fewer
   * requests do not test a higher rate.
   */
  current(busy: boolean): number;
  /** Records a request that is being sent. */
  sent(): SentRequest;
  /**
   * Records that the portal answered a request with 429. The first 429 of a burst starts a pause and lowers the rate a
   * lot. Each further 429 lowers the rate a little. A burst contains the requests that were sent before the pause
   * ended.
   * @param rate the rate at which the request was sent.
   * @returns the time until which no request may be sent.
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
  /**
   * After a 429, the new rate may be too low. Then it first grows to this rate and after that stays the same, in
   * requests per second.
   */
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

  /**
   * Handles the first 429 of a burst: lowers the rate. The new rate is the number of requests that the portal accepted
   * in the last second, within limits. If the portal soon refuses a lowered rate too, the new rate is a share of this
   * refused rate.
   */
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
      // The pause begins when the refused request was sent, not when its answer arrived. So a request that is sent at
      // the end of the pause reaches the portal one full pause after the refused request.
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
