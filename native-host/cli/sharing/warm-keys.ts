import { isFresh } from '#core/credentials.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';

/** Keys that expire. `accountId` is empty if it is unknown. */
export type EndpointKeys = CredentialsAnswer;

/** Older keys are replaced before they are given out, if that is possible. botocore asks for new ones from then on. */
const FRESH_MS = 15 * 60_000;
/** The least time between two renewals that nobody asked for, ms. */
const PAUSE_MS = 30_000;
/**
 * The most failed renewals in a row that no program asked for. Each one may open a question: a browser must not ask all
 * night while nobody uses the keys.
 */
const MAX_FAILURES = 3;
/** SDKs for JavaScript give up after a second. Until then old keys are better than none. */
const PATIENCE_MS = 700;

/** Keys in memory that are renewed before they expire, so that an answer never has to wait for the browser. */
export interface WarmKeys {
  /** The keys of the moment. @throws the source's error if they have expired and there are no others */
  get(): Promise<EndpointKeys>;
  /** Ends the renewal. */
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
    // The source keeps keys until they are no longer fresh. Short ones are renewed at half their life.
    const wait = Math.max(left - FRESH_MS, left / 2, PAUSE_MS);
    // The user sees the reason when the program asks.
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
