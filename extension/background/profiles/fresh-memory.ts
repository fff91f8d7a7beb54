import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import { assumedLife } from './fresh-moment.ts';

/** The key of a value in `storage.session`. The value contains profile names and sentences, but no secret. */
const KEY = 'fresh';
/**
 * Two expirations that differ by this time or less count as equal, ms. The file contains only full seconds. Also, the
 * measured difference between this computer's clock and the portal's clock may change by some seconds.
 */
const NOISE_MS = 60_000;

/** How long the keys in a profile are valid. */
export interface KnownLife {
  /** When the keys expire, in epoch ms. */
  readonly expiration: number;
  /** How long the keys were valid when the portal issued them, ms. */
  readonly life: number;
  /** When `Keep fresh` wrote the keys, epoch ms. 0 if `Keep fresh` did not write them. */
  readonly renewedAt: number;
}

/** A renewal that failed. */
export interface FreshFailure {
  /** The sentence that the popup shows, or null if the failure is not shown. */
  readonly message: string | null;
  /** How often the renewal has failed. */
  readonly count: number;
  /** When to try again, epoch ms. Null if the next try must wait until the host is ready. */
  readonly retryAt: number | null;
  /** Id of the session with which the renewal failed. If there is a new session, the next try comes immediately. */
  readonly session: string;
  /** Expiration of the keys that should have been renewed, epoch ms. */
  readonly expiration: number;
}

interface Memory {
  readonly lives: Readonly<Record<string, KnownLife>>;
  readonly failures: Readonly<Record<string, FreshFailure>>;
}

interface Expiring {
  readonly name: string;
  readonly expiration: number;
}

/** What `Keep fresh` remembers about profiles until the browser is closed. */
export interface FreshMemory {
  /** How long the profile's keys are valid. If this is not known, it is estimated once and remembered. */
  lifeOf(profile: Expiring, now: number): Promise<KnownLife>;
  /** The failed renewal of these keys. Null if no renewal failed, or if the profile has other keys now. */
  failureOf(profile: Expiring): Promise<FreshFailure | null>;
  /** Records a renewal of the profile, and forgets an earlier failure. */
  renewed(profile: Expiring, now: number): Promise<void>;
  /** Records a failed renewal. */
  failed(name: string, failure: FreshFailure): Promise<void>;
  /** Forgets all profiles except those with these names. */
  keepOnly(names: ReadonlySet<string>): Promise<void>;
  /** Forgets everything. */
  forget(): Promise<void>;
}

const valueAt = <T>(table: Readonly<Record<string, T>>, name: string): T | null =>
  Object.hasOwn(table, name) ? (table[name] ?? null) : null;

const isSame = (a: number, b: number) => Math.abs(a - b) <= NOISE_MS;

const only = <T>(table: Readonly<Record<string, T>>, names: ReadonlySet<string>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(table).filter(([name]) => names.has(name)));

/** Creates the part that remembers renewals and failures in `storage.session`. */
export function createFreshMemory(area: Area): FreshMemory {
  const queue = createQueue();
  const stored = createCachedValue<Memory>(area, KEY);
  const read = async (): Promise<Memory> => (await stored.get()) ?? { lives: {}, failures: {} };
  const change = (change: (memory: Memory) => Memory) => queue(async () => stored.set(change(await read())));

  const setLife = (name: string, life: KnownLife) =>
    change((memory) => ({ ...memory, lives: { ...memory.lives, [name]: life } }));

  return {
    async lifeOf({ name, expiration }, now) {
      const known = valueAt((await read()).lives, name);
      if (known && isSame(known.expiration, expiration)) return known;
      const estimate = { expiration, life: assumedLife(expiration - now), renewedAt: 0 };
      await setLife(name, estimate);
      return estimate;
    },
    async failureOf({ name, expiration }) {
      const failure = valueAt((await read()).failures, name);
      return failure && isSame(failure.expiration, expiration) ? failure : null;
    },
    async renewed({ name, expiration }, now) {
      await setLife(name, { expiration, life: expiration - now, renewedAt: now });
      await change(({ lives, failures: { [name]: _, ...failures } }) => ({ lives, failures }));
    },
    failed: (name, failure) => change((memory) => ({ ...memory, failures: { ...memory.failures, [name]: failure } })),
    async keepOnly(names) {
      const { lives, failures } = await read();
      if ([...Object.keys(lives), ...Object.keys(failures)].every((name) => names.has(name))) return;
      await change((memory) => ({ lives: only(memory.lives, names), failures: only(memory.failures, names) }));
    },
    forget: () => queue(() => stored.remove()),
  };
}
