import { isFresh } from '#core/credentials.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';

/** Keys that expire. `accountId` is empty if it is unknown. */
export type EndpointKeys = CredentialsAnswer;

/** Keys that expire within this time, in ms, are renewed before they are given out. botocore asks for new keys then. */
const FRESH_MS = 15 * 60_000;
/** The least time between two renewals by the timer, in ms. */
const PAUSE_MS = 30_000;
/**
 * The most failed renewals in a row that no program asked for. Each one may open a question: a browser must not ask all
 * night while nobody uses the keys.
 */
const MAX_FAILURES = 3;
/** A request waits at most this time for new keys, in ms, then gets the old ones. SDKs for JavaScript wait a second. */
const PATIENCE_MS = 700;

/** Keys in memory that are renewed before they expire, so that an answer never has to wait for the browser. */
export interface WarmKeys {
  /** Gives keys that are valid now. @throws the source's error if the keys have expired and there are no newer keys */
  get(): Promise<EndpointKeys>;
  /** Stops the timer, so that keys are no longer renewed. */
  stop(): void;
}

export interface WarmKeysOptions {
  readonly first: EndpointKeys;
  /** Gets newer keys. */
  readonly renew: () => Promise<EndpointKeys>;
  /** The portal's time, epoch ms. */
  readonly now: () => number;
}

const after = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms).unref();
  });

/** Creates the store. Its timer does not keep the process alive. */
export function createWarmKeys({ first, renew, now }: WarmKeysOptions): WarmKeys {
  let keys = first;
  let renewing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let failures = 0;

  /** Several requests share one renewal. */
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
    // Until FRESH_MS before they expire, the source would return the same keys. Keys with little time left are renewed
    // when half of this time is over.
    const wait = Math.max(left - FRESH_MS, left / 2, PAUSE_MS);
    // An error is ignored here. If the keys expire, the next request reports the error.
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
