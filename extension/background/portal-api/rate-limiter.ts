import { KeyferryError } from '#core/errors.ts';
import { createRequestRate } from './request-rate.ts';

/** Requests per second while no popup is open: the rest is left to the portal's own page. */
const QUIET_RATE = 3;
/** Most requests per second at a steady pace. */
const STEADY_RATE = 10;
const MAX_IN_FLIGHT = 32;
/** After a pause this long the rate does not grow: nothing was sent that could have proved it. */
const IDLE_MS = 5_000;

export interface LimiterDeps {
  /** Ms. */
  readonly now: () => number;
  /** Like setTimeout. */
  readonly later: (task: () => void, ms: number) => void;
}

/** How a request waits. */
export interface PatientOptions {
  /** It goes before the requests that wait already. */
  readonly first?: boolean;
  /** It does not test how much the portal allows: it goes at no more than 10 requests per second. */
  readonly steady?: boolean;
}

/** A request that waits for its slot. */
interface Waiting {
  readonly steady: boolean;
  /** Called with true when the request gets its slot, with false when it is cancelled. */
  readonly grant: (granted: boolean) => void;
}

/** Decides when each request to one portal is sent. */
export interface Limiter {
  /** A request that a person waits for: sent at once, before all that wait, and never repeated. */
  urgent<T>(task: () => Promise<T>): Promise<T>;
  /**
   * A request that waits for its turn, and is repeated for as long as the portal answers 429.
   * @param signal cancels the waiting; rejects with its reason.
   */
  patient<T>(task: () => Promise<T>, signal: AbortSignal, options?: PatientOptions): Promise<T>;
  /** @param yes no popup is open: at most 3 requests per second. */
  setQuiet(yes: boolean): void;
}

const isThrottled = (error: unknown): error is KeyferryError =>
  error instanceof KeyferryError && error.code === 'THROTTLED';

/** Spaces the requests evenly, at the rate that `createRequestRate` finds. */
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

  /** Waits for a slot. False when `signal` cancelled it. */
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

  /** Sends a request that has its slot. A 429 slows all later ones down before it reaches the caller. */
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

  /** Waits for a slot, sends, and frees the slot. */
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
