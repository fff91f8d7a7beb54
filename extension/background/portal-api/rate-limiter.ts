import { KeyferryError } from '#core/errors.ts';
import { createRequestRate } from './request-rate.ts';

/** Requests per second while no popup is open. This leaves most of the portal's limit to the portal's own page. */
const QUIET_RATE = 3;
/** The most requests per second for requests with the option `steady`. */
const STEADY_RATE = 10;
const MAX_IN_FLIGHT = 32;
/** After a pause of this length the rate does not grow, because no request has tested a higher rate. */
const IDLE_MS = 5_000;

export interface LimiterDeps {
  /** Ms. */
  readonly now: () => number;
  /** Like setTimeout. */
  readonly later: (task: () => void, ms: number) => void;
}

/** Options for a request that waits for its turn. */
export interface PatientOptions {
  /** The request is sent before those that already wait. */
  readonly first?: boolean;
  /** The request does not test how much the portal allows: the rate is at most 10 requests per second. */
  readonly steady?: boolean;
}

/** A request that waits for its turn. */
interface Waiting {
  readonly steady: boolean;
  /** Called with true when it is the request's turn, with false when the request is cancelled. */
  readonly grant: (granted: boolean) => void;
}

/** Decides when each request to one portal is sent. */
export interface Limiter {
  /** Sends a request that a person waits for: at once, before all waiting requests, and without repeating it. */
  urgent<T>(task: () => Promise<T>): Promise<T>;
  /**
   * Sends a request when it is its turn, and repeats it for as long as the portal answers 429.
   * @param signal cancels the waiting. The promise then rejects with the signal's reason.
   */
  patient<T>(task: () => Promise<T>, signal: AbortSignal, options?: PatientOptions): Promise<T>;
  /** @param yes true means that no popup is open: at most 3 requests are sent per second. */
  setQuiet(yes: boolean): void;
}

const isThrottled = (error: unknown): error is KeyferryError =>
  error instanceof KeyferryError && error.code === 'THROTTLED';

/** Sends requests at even intervals, at the rate that `createRequestRate` finds. */
export function createLimiter({ now, later }: LimiterDeps): Limiter {
  const requestRate = createRequestRate(now);
  let quiet = false;
  let nextStart = 0;
  let inFlight = 0;
  let timerAt = Number.POSITIVE_INFINITY;
  let lastStart = now();
  const waiting: Waiting[] = [];

  function currentRate(): number {
    const rate = requestRate.current(!quiet && now() - lastStart <= IDLE_MS);
    return quiet ? Math.min(rate, QUIET_RATE) : rate;
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

  function takeSlot(steady: boolean): void {
    const rate = steady ? Math.min(currentRate(), STEADY_RATE) : currentRate();
    nextStart = Math.max(nextStart, now()) + 1000 / rate;
    lastStart = now();
  }

  function pump(): void {
    while (waiting.length > 0 && inFlight < MAX_IN_FLIGHT) {
      if (now() < nextStart) {
        wakeAt(nextStart);
        return;
      }
      const next = waiting.shift();
      takeSlot(next?.steady ?? false);
      inFlight += 1;
      next?.grant(true);
    }
  }

  /** Waits until it is the request's turn. Resolves with false when `signal` cancelled the request. */
  function slot(signal: AbortSignal, { first = false, steady = false }: PatientOptions): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const cancel = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        resolve(false);
      };
      const grant = (granted: boolean) => {
        signal.removeEventListener('abort', cancel);
        resolve(granted);
      };
      const entry: Waiting = { steady, grant };
      signal.addEventListener('abort', cancel, { once: true });
      if (first) waiting.unshift(entry);
      else waiting.push(entry);
      pump();
    });
  }

  /** Sends a request. A 429 slows down all later requests before the caller gets the error. */
  async function send<T>(task: () => Promise<T>): Promise<T> {
    const request = requestRate.sent();
    try {
      return await task();
    } catch (error) {
      if (isThrottled(error)) {
        const retryAfterMs = Number(error.params.retryAfterMs ?? 0);
        nextStart = Math.max(nextStart, requestRate.refused(request, currentRate(), retryAfterMs));
      }
      throw error;
    }
  }

  /** Waits for the request's turn, and sends the request. */
  async function inTurn<T>(task: () => Promise<T>, signal: AbortSignal, options: PatientOptions): Promise<T> {
    if (!(await slot(signal, options))) throw signal.reason;
    try {
      return await send(task);
    } finally {
      inFlight -= 1;
      pump();
    }
  }

  return {
    urgent(task) {
      takeSlot(false);
      return send(task);
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
