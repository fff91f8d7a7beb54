import { isFresh } from '#core/credentials.ts';
import type { CredentialsAnswer } from '../../live/socket-line.ts';

/** Keys that expire. `accountId` is empty if it is unknown. */
export type EndpointKeys = CredentialsAnswer;

/**
 * Keys with less time left, in ms, are replaced before they are given out, if that is possible. With less than this,
 * botocore asks for new keys at each use.
 */
const FRESH_MS = 15 * 60_000;
/** The least time between two renewals that nobody asked for, ms. */
const PAUSE_MS = 30_000;
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

  /** Several requests share one renewal. */
  function renewOnce(): Promise<void> {
    renewing ??= renew()
      .then((newer) => {
        keys = newer;
      })
      .finally(() => {
        renewing = null;
        plan();
      });
    return renewing;
  }

  function plan(): void {
    clearTimeout(timer);
    if (isStopped) return;
    const left = keys.expiration - now();
    // An earlier renewal would get the same keys from the source. Keys with a short life are renewed at half of it.
    const wait = Math.max(left - FRESH_MS, left / 2, PAUSE_MS);
    // A failure needs no message here: the program gets the reason when it asks for keys.
    timer = setTimeout(() => renewOnce().catch(() => {}), wait).unref();
  }

  plan();
  return {
    async get() {
      if (isFresh(keys.expiration, now(), FRESH_MS)) return keys;
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
