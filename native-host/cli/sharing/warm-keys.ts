import { isFresh } from '#core/credentials.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';

/** Keys that expire. If the account is unknown, `accountId` is empty. */
export type EndpointKeys = CredentialsAnswer;

/** Keyferry renews keys that expire within this time, in ms. botocore uses the same time. */
const FRESH_MS = 15 * 60_000;
/** The shortest time between two renewals by the timer, in ms. */
const PAUSE_MS = 30_000;
/**
 * After this number of failed renewals in a row, the timer stops until a program asks for keys. Each renewal may open a
 * question in the browser, and the browser must not ask all night while no program uses the keys.
 */
const MAX_FAILURES = 3;
/**
 * A request waits at most this time for new keys, in ms. Then it gets the old keys. The time is short, because the AWS
 * SDK for JavaScript waits only 1 s for an answer.
 */
const PATIENCE_MS = 700;

/** Keys in memory. Keyferry renews them before they expire, so that programs rarely have to wait for the browser. */
export interface WarmKeys {
  /**
   * Gives keys that are valid now.
   * @throws the error of `renew` if the keys have expired and there are no newer keys
   */
  get(): Promise<EndpointKeys>;
  /** Stops the timer, so that keys are no longer renewed. */
  stop(): void;
}

export interface WarmKeysOptions {
  readonly first: EndpointKeys;
  /** Gets newer keys. */
  readonly renew: () => Promise<EndpointKeys>;
  /** Returns the current time by the portal's clock, in epoch ms. */
  readonly now: () => number;
}

const after = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms).unref();
  });

/** Stores the keys and starts the timer that renews them. The process can end while the timer still runs. */
export function createWarmKeys({ first, renew, now }: WarmKeysOptions): WarmKeys {
  let keys = first;
  let renewing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let failures = 0;

  /** Renews the keys. Requests that arrive during a renewal wait for the same renewal. */
  function renewOnce(): Promise<void> {
    renewing ??= renew()
      .then(
        (newer) => {
          keys = newer;
          failures = 0;
        },
        (error) => {
          failures += 1;
          throw error;
        },
      )
      .finally(() => {
        renewing = null;
        plan();
      });
    return renewing;
  }

  function plan(): void {
    clearTimeout(timer);
    if (isStopped || failures >= MAX_FAILURES) return;
    const left = keys.expiration - now();
    // While the keys are valid for longer than FRESH_MS, `renew` would only get the same keys again. So the timer waits
    // until FRESH_MS is left. If only a short time is left, the timer waits for half of this time.
    const wait = Math.max(left - FRESH_MS, left / 2, PAUSE_MS);
    // The timer ignores an error. If the keys expire, the next request reports the error.
    timer = setTimeout(() => renewOnce().catch(() => {}), wait).unref();
  }

  plan();
  return {
    async get() {
      if (isFresh(keys.expiration, now(), FRESH_MS)) return keys;
      failures = 0;
      const renewed = renewOnce();
      if (!isFresh(keys.expiration, now(), PAUSE_MS)) await renewed;
      else await Promise.race([renewed.catch(() => {}), after(PATIENCE_MS)]);
      return keys;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
