import { KeyferryError } from '#core/errors.ts';

/*
 * How fast the portal's API is asked. It starts gently, finds the portal's own limit, and leaves the user's portal tab
 * room (docs/DECISIONS.md, 9 and the throttling facts behind it).
 */

const START_RATE = 10;
const MAX_RATE = 20;
const MIN_RATE = 0.5;
/** Requests per second while nobody looks. */
const QUIET_RATE = 3;
const MAX_IN_FLIGHT = 32;
/** After such a pause nothing is known of the portal's patience, ms. */
const IDLE_MS = 5_000;
/** How long, and for how many requests, the rate stays below one that was refused before trying it again. */
const CEILING_HOLDS_MS = 30_000;
const CEILING_HOLDS_REQUESTS = 200;

export interface LimiterDeps {
  /** Ms, monotonic enough. */
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => void;
}

/** Tells a waiting request that it has its slot. */
type Grant = (granted: boolean) => void;

export function createLimiter({ now, later }: LimiterDeps) {
  let rate = START_RATE;
  let ceiling = MAX_RATE;
  let ceilingUntil = 0;
  let quiet = false;
  let raisedAt = now();
  let cutAt = Number.NEGATIVE_INFINITY;
  let nextStart = 0;
  let inFlight = 0;
  let timerAt = Number.POSITIVE_INFINITY;
  let lastTaken = now();
  const waiting: Grant[] = [];

  /** One request per second more for every full second without a refusal, up to just below a rate refused lately. */
  function currentRate(): number {
    // A second in which less was asked than allowed proves nothing.
    if (quiet || now() - lastTaken > IDLE_MS) raisedAt = now();
    const seconds = Math.floor((now() - raisedAt) / 1000);
    if (seconds > 0) {
      if (now() >= ceilingUntil) ceiling = MAX_RATE;
      rate = Math.max(rate, Math.min(rate + seconds, ceiling));
      raisedAt += seconds * 1000;
    }
    return quiet ? Math.min(rate, QUIET_RATE) : rate;
  }

  /** @param begun when the refused request started: those begun before the last cut tell nothing new. */
  function slowDown(begun: number, retryAfterMs: number): void {
    nextStart = Math.max(nextStart, now() + retryAfterMs);
    if (begun < cutAt) return;
    const refused = currentRate();
    cutAt = now();
    raisedAt = cutAt;
    ceiling = Math.max(refused - 1, MIN_RATE);
    ceilingUntil = cutAt + Math.max(CEILING_HOLDS_MS, (CEILING_HOLDS_REQUESTS * 1000) / ceiling);
    rate = Math.max(refused / 2, MIN_RATE);
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
    lastTaken = now();
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

  /** Waits for a slot; false when the request was called off before it had one. */
  function slot(signal: AbortSignal, first: boolean): Promise<boolean> {
    return new Promise((grant) => {
      if (signal.aborted) return grant(false);
      const giveUp = () => {
        waiting.splice(waiting.indexOf(settle), 1);
        grant(false);
      };
      const settle: Grant = (granted) => {
        signal.removeEventListener('abort', giveUp);
        grant(granted);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      if (first) waiting.unshift(settle);
      else waiting.push(settle);
      pump();
    });
  }

  /** Runs a request that has its slot; a refusal slows everything down before it goes on to the caller. */
  async function counted<T>(task: () => Promise<T>): Promise<T> {
    const begun = now();
    try {
      return await task();
    } catch (error) {
      if (error instanceof KeyferryError && error.code === 'THROTTLED') {
        slowDown(begun, Number(error.params.retryAfterMs ?? 0));
      }
      throw error;
    }
  }

  /** Waits for a slot, runs, gives the slot back. */
  async function oneTurn<T>(task: () => Promise<T>, signal: AbortSignal, first: boolean): Promise<T> {
    if (!(await slot(signal, first))) throw signal.reason;
    try {
      return await counted(task);
    } finally {
      inFlight -= 1;
      pump();
    }
  }

  return {
    /** A request that a person waits for: starts at once, before all listing, and is never repeated. */
    urgent<T>(task: () => Promise<T>): Promise<T> {
      takeSlot();
      return counted(task);
    },

    /**
     * A request of the listing: waits its turn, and comes again for as long as the portal asks to slow down.
     * @param signal ends the waiting. @param first goes before those that wait already.
     */
    async patient<T>(task: () => Promise<T>, signal: AbortSignal, first = false): Promise<T> {
      for (;;) {
        try {
          return await oneTurn(task, signal, first);
        } catch (error) {
          if (!(error instanceof KeyferryError) || error.code !== 'THROTTLED') throw error;
        }
      }
    },

    /** @param yes nobody looks: leave the portal to its own tab. */
    setQuiet(yes: boolean): void {
      quiet = yes;
      pump();
    },
  };
}

export type Limiter = ReturnType<typeof createLimiter>;
