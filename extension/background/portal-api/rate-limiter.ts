import { KeyferryError } from '#core/errors.ts';
import { createRequestRate } from './request-rate.ts';

/**
 * While no popup is open, at most this many requests are sent per second. This leaves most of the portal's limit to the
 * portal's own page.
 */
const QUIET_RATE = 3;
/** At most this many requests with the option `steady` are sent per second. */
const STEADY_RATE = 10;
const MAX_IN_FLIGHT = 32;
/** At most this many requests for live profiles wait for the portal's answer at the same time. */
const MAX_LIVE_IN_FLIGHT = 4;
/** If no request was sent for this time, the rate does not grow, because no request has tested a higher rate, ms. */
const IDLE_MS = 5_000;

export interface LimiterDeps {
  /** Gives the current time, in ms. */
  readonly now: () => number;
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => void;
}

/** Options for a request that waits for its turn. */
export interface PatientOptions {
  /** If true, the request is sent before the requests that already wait. */
  readonly first?: boolean;
  /**
   * If true, at most 10 requests are sent per second. So this request does not test how many requests the portal
   * allows.
   */
  readonly steady?: boolean;
  /**
   * True for a request of a program that waits for keys of a live profile. Such requests have their own queue and are
   * sent before all others. At most four of them wait for the portal's answer at the same time. They are sent fast even
   * while no popup is open.
   */
  readonly live?: boolean;
}

/** A request that waits for its turn. */
interface Waiting {
  readonly steady: boolean;
  readonly live: boolean;
  /** Called with true when it is the request's turn, with false when the request is cancelled. */
  readonly grant: (granted: boolean) => void;
}

/** Decides when each request to one portal is sent. */
export interface Limiter {
  /**
   * Sends a request that a person waits for. The request is sent at once, before all waiting requests, and is never
   * repeated.
   */
  urgent<T>(task: () => Promise<T>): Promise<T>;
  /**
   * Sends a request when its turn comes. While the portal answers 429, sends the request again.
   * @param signal cancels the waiting. The promise then rejects with the signal's reason.
   */
  patient<T>(task: () => Promise<T>, signal: AbortSignal, options?: PatientOptions): Promise<T>;
  /**
   * Call this when the last popup closes or the first popup opens.
   * @param yes true means that no popup is open. Then at most 3 requests are sent per second.
   */
  setQuiet(yes: boolean): void;
}

const isThrottled = (error: unknown): error is KeyferryError =>
  error instanceof KeyferryError && error.code === 'THROTTLED';

/**
 * Creates the rate limiter of one portal. The limiter sends requests at even intervals, at the rate that
 * `createRequestRate` finds.
 */
export function createLimiter({ now, later }: LimiterDeps): Limiter {
  const requestRate = createRequestRate(now);
  let quiet = false;
  let nextStart = 0;
  let inFlight = 0;
  let timerAt = Number.POSITIVE_INFINITY;
  let lastStart = now();
  let liveInFlight = 0;
  const waiting: Waiting[] = [];
  const waitingLive: Waiting[] = [];

  function currentRate(live: boolean): number {
    const slow = quiet && !live;
    const rate = requestRate.current(!slow && now() - lastStart <= IDLE_MS);
    return slow ? Math.min(rate, QUIET_RATE) : rate;
  }

  function wakeAt(moment: number): void {
    if (moment >= timerAt) return;
    timerAt = moment;
    later(
      () => {
        timerAt = Number.POSITIVE_INFINITY;
        pump();
      },
      Math.max(0, moment - now()),
    );
  }

  function takeSlot({ steady, live }: Pick<Waiting, 'steady' | 'live'>): void {
    const rate = steady ? Math.min(currentRate(live), STEADY_RATE) : currentRate(live);
    nextStart = Math.max(nextStart, now()) + 1000 / rate;
    lastStart = now();
  }

  /** The queue whose first request may be sent next. Null if no request may be sent. */
  function nextQueue(): Waiting[] | null {
    if (waitingLive.length > 0 && liveInFlight < MAX_LIVE_IN_FLIGHT) return waitingLive;
    return waiting.length > 0 && inFlight < MAX_IN_FLIGHT ? waiting : null;
  }

  function pump(): void {
    for (let queue = nextQueue(); queue; queue = nextQueue()) {
      if (now() < nextStart) {
        wakeAt(nextStart);
        return;
      }
      const next = queue.shift();
      if (!next) return;
      takeSlot(next);
      if (next.live) liveInFlight += 1;
      else inFlight += 1;
      next.grant(true);
    }
  }

  /** Waits until it is the request's turn. Resolves with false when `signal` cancelled the request. */
  function slot(
    signal: AbortSignal,
    { first = false, steady = false, live = false }: PatientOptions,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const queue = live ? waitingLive : waiting;
      const cancel = () => {
        queue.splice(queue.indexOf(entry), 1);
        resolve(false);
      };
      const grant = (granted: boolean) => {
        signal.removeEventListener('abort', cancel);
        resolve(granted);
      };
      const entry: Waiting = { steady, live, grant };
      signal.addEventListener('abort', cancel, { once: true });
      if (first) queue.unshift(entry);
      else queue.push(entry);
      pump();
    });
  }

  /** Sends a request. After an answer 429, first slows down all later requests, and then throws. */
  async function send<T>(task: () => Promise<T>, live: boolean): Promise<T> {
    const request = requestRate.sent();
    try {
      return await task();
    } catch (error) {
      if (isThrottled(error)) {
        const retryAfterMs = Number(error.params.retryAfterMs ?? 0);
        nextStart = Math.max(nextStart, requestRate.refused(request, currentRate(live), retryAfterMs));
      }
      throw error;
    }
  }

  /** Waits for the request's turn, and sends the request. */
  async function inTurn<T>(task: () => Promise<T>, signal: AbortSignal, options: PatientOptions): Promise<T> {
    if (!(await slot(signal, options))) throw signal.reason;
    try {
      return await send(task, options.live ?? false);
    } finally {
      if (options.live) liveInFlight -= 1;
      else inFlight -= 1;
      pump();
    }
  }

  return {
    urgent(task) {
      takeSlot({ steady: false, live: false });
      return send(task, false);
    },
    async patient(task, signal, options = {}) {
      for (;;) {
        try {
          return await inTurn(task, signal, options);
        } catch (error) {
          if (!isThrottled(error)) throw error;
        }
      }
    },
    setQuiet(yes) {
      quiet = yes;
      pump();
    },
  };
}
