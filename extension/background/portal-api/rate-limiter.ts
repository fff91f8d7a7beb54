import { KeyferryError } from '#core/errors.ts';
import { createRequestRate } from './request-rate.ts';

/** Requests per second while no popup is open: the rest is left to the portal's own page. */
const QUIET_RATE = 3;
const MAX_IN_FLIGHT = 32;
/** After a pause this long the rate does not grow: nothing was sent that could have proved it. */
const IDLE_MS = 5_000;

export interface LimiterDeps {
  /** Ms. */
  readonly now: () => number;
  /** Like setTimeout. */
  readonly later: (task: () => void, ms: number) => void;
}

/** Called with true when a waiting request gets its slot, with false when it is cancelled. */
type Grant = (granted: boolean) => void;

/** Decides when each request to one portal is sent. */
export interface Limiter {
  /** A request that a person waits for: sent at once, before all that wait, and never repeated. */
  urgent<T>(task: () => Promise<T>): Promise<T>;
  /**
   * A request that waits for its turn, and is repeated for as long as the portal answers 429.
   * @param signal cancels the waiting; rejects with its reason. @param first goes before the requests that wait already.
   */
  patient<T>(task: () => Promise<T>, signal: AbortSignal, first?: boolean): Promise<T>;
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
  const waiting: Grant[] = [];

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

  function takeSlot(): void {
    nextStart = Math.max(nextStart, now()) + 1000 / currentRate();
    lastStart = now();
  }

  function pump(): void {
    while (waiting.length > 0 && inFlight < MAX_IN_FLIGHT) {
      if (now() < nextStart) {
        wakeAt(nextStart);
        return;
      }
      takeSlot();
      inFlight += 1;
      waiting.shift()?.(true);
    }
  }

  /** Waits for a slot. False when `signal` cancelled it. */
  function slot(signal: AbortSignal, first: boolean): Promise<boolean> {
    return new Promise((grant) => {
      if (signal.aborted) return grant(false);
      const cancel = () => {
        waiting.splice(waiting.indexOf(settle), 1);
        grant(false);
      };
      const settle: Grant = (granted) => {
        signal.removeEventListener('abort', cancel);
        grant(granted);
      };
      signal.addEventListener('abort', cancel, { once: true });
      if (first) waiting.unshift(settle);
      else waiting.push(settle);
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
  async function inTurn<T>(task: () => Promise<T>, signal: AbortSignal, first: boolean): Promise<T> {
    if (!(await slot(signal, first))) throw signal.reason;
    try {
      return await send(task);
    } finally {
      inFlight -= 1;
      pump();
    }
  }

  return {
    urgent(task) {
      takeSlot();
      return send(task);
    },
    async patient(task, signal, first = false) {
      for (;;) {
        try {
          return await inTurn(task, signal, first);
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
