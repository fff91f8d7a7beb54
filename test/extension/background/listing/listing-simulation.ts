import { setMaxListeners } from 'node:events';
import { KeyferryError } from '#core/errors.ts';
import { createListChanges } from '../../../../extension/background/listing/list-changes.ts';
import { createListing } from '../../../../extension/background/listing/listing.ts';
import { createListingSource } from '../../../../extension/background/listing/listing-source.ts';
import { createLimiter } from '../../../../extension/background/portal-api/rate-limiter.ts';
import type { Account, Page } from '../../../../extension/background/portal-api/responses.ts';
import type { Access, SsoClient } from '../../../../extension/background/portal-api/sso-client.ts';
import type { LiveSession } from '../../../../extension/background/sessions/session.ts';
import {
  fixedWindow,
  slidingWindow,
  type ThrottleModel,
  tokenBucket,
} from '../../../portal-emulator/throttle-models.ts';
import { createSimulatedClock } from '../portal-api/simulated-clock.ts';

// Node warns when more than ten listeners wait for one abort signal. Here, many requests wait for one signal.
setMaxListeners(0);

const PAGE_SIZE = 100;

export const modelNames = ['fixed windows', 'sliding window', 'bucket of 1', 'bucket of 5', 'bucket of 20'] as const;
export type ModelName = (typeof modelNames)[number];

/** Describes a simulated portal: how it answers requests, and how many accounts it has. */
export interface Setting {
  readonly model: ModelName;
  /** How many requests per second the portal allows. */
  readonly limit: number;
  /** The time from a request to its answer, in ms. */
  readonly latency: number;
  /** A random time of up to this many ms is added to each `latency`. */
  readonly jitter?: number;
  /** Whether the portal's refusal contains Retry-After, the number of seconds that the client should wait. */
  readonly retryAfter: boolean;
  readonly accounts: number;
  /** Only for the model “fixed windows”: each time window begins this many ms after a full second. */
  readonly offset?: number;
  /** Returns random numbers from 0 to 1. They decide how much of `jitter` is added to a latency. */
  readonly random?: () => number;
  /** After a time, the portal allows another number of requests per second. */
  readonly later?: { readonly afterSeconds: number; readonly limit: number };
}

export const limits = [3, 5, 8, 10, 15, 20] as const;

/**
 * Settings with all combinations of latency, number of accounts and Retry-After. For the model “fixed windows”, each
 * combination is repeated with two values of `offset`.
 */
export function allSettings(model: ModelName, limit: number): readonly Setting[] {
  return [20, 100, 400].flatMap((latency) =>
    [150, 300, 700].flatMap((accounts) =>
      [false, true].flatMap((retryAfter) =>
        (model === 'fixed windows' ? [0, 470] : [0]).map((offset) => ({
          model,
          limit,
          latency,
          accounts,
          retryAfter,
          offset,
        })),
      ),
    ),
  );
}

export interface Outcome {
  readonly seconds: number;
  /** The number of requests that the listing needs: one for each page of accounts, and one for each account's roles. */
  readonly requests: number;
  readonly throttled: number;
  /** The time when each request was sent, in ms after the first request. */
  readonly times: readonly number[];
}

function modelOf({ model, limit, offset }: Pick<Setting, 'model' | 'limit' | 'offset'>): ThrottleModel {
  if (model === 'fixed windows') return fixedWindow(limit, offset);
  if (model === 'sliding window') return slidingWindow(limit);
  return tokenBucket(limit, burstOf({ model, limit }));
}

/** How many requests the portal accepts at once if no request came for a while. */
export function burstOf({ model, limit }: Pick<Setting, 'model' | 'limit'>): number {
  if (model === 'bucket of 1') return 1;
  if (model === 'bucket of 5') return 5;
  return model === 'bucket of 20' ? 20 : limit;
}

/** The portal may throttle at most 5 % of all requests, or 12 requests if 12 is more. */
export const maxThrottled = (setting: Setting) => Math.max(12, 0.05 * requestsOf(setting));

export const requestsOf = ({ accounts }: Pick<Setting, 'accounts'>) => Math.ceil(accounts / PAGE_SIZE) + accounts;

/**
 * The shortest time in seconds in which any client can list everything. At first, the portal accepts a burst of
 * requests at once. Then it accepts further requests at its rate. The client must also wait for the last answer. At the
 * start, the client can only request the first page, so it must also wait for the answer to this request. During this
 * wait, the portal does not allow a larger burst.
 */
export function floorSeconds(setting: Setting): number {
  const beyondBurst = requestsOf(setting) - burstOf(setting);
  const latency = setting.latency / 1000;
  const afterFirstPage = (beyondBurst - 1) / setting.limit + 2 * latency;
  return Math.max(beyondBurst / setting.limit + latency, afterFirstPage);
}

const accountAt = (index: number): Account => ({
  accountId: String(100_000_000_000 + index),
  accountName: `Account ${index}`,
  emailAddress: '',
});

/**
 * Lists all accounts and roles of a simulated portal. The listing, the request pool and the limiter are the extension's
 * own code.
 */
export async function simulateListing(setting: Setting): Promise<Outcome> {
  const clock = createSimulatedClock();
  const model = modelOf(setting);
  const laterModel = setting.later && modelOf({ ...setting, limit: setting.later.limit });
  const changesAt = (setting.later?.afterSeconds ?? 0) * 1000;
  const began = clock.now();
  const times: number[] = [];
  let throttled = 0;

  async function answer<T>(value: T): Promise<T> {
    const time = clock.now() - began;
    times.push(time);
    const passed = (laterModel && time >= changesAt ? laterModel : model).take(clock.now());
    await clock.sleep(setting.latency + (setting.jitter ?? 0) * (setting.random?.() ?? 0));
    if (passed) return value;
    throttled += 1;
    throw new KeyferryError('THROTTLED', { retryAfterMs: setting.retryAfter ? 1000 : 0 });
  }

  const sso = {
    accounts(_access: Access, next: string | null): Promise<Page<Account>> {
      const from = Number(next ?? 0);
      const to = Math.min(from + PAGE_SIZE, setting.accounts);
      const items = Array.from({ length: to - from }, (_, index) => accountAt(from + index));
      return answer({ items, next: to < setting.accounts ? String(to) : null });
    },
    roles: () => answer({ items: ['Admin'], next: null }),
  } as unknown as SsoClient;

  const limiter = createLimiter(clock);
  const access = {} as Access;
  const api = {
    patient: <T>(
      _session: LiveSession,
      request: (client: SsoClient, given: Access) => Promise<T>,
      { waiting, first }: { waiting?: AbortSignal; first?: boolean } = {},
    ) =>
      limiter.patient(() => request(sso, access), waiting ?? new AbortController().signal, { first: first ?? false }),
  };
  const listing = createListing(
    {
      source: (waiting) => createListingSource({ api, pause: clock.sleep }, {} as LiveSession, waiting),
      first: 'assignment',
      changes: createListChanges(null, clock.now),
      changed: () => undefined,
    },
    null,
    null,
  );
  let over = false;
  const run = listing.run().finally(() => {
    over = true;
  });
  await clock.run(() => over);
  await run;
  if (!listing.complete()) throw new Error('the listing is not complete');
  return {
    seconds: (clock.now() - began) / 1000,
    requests: requestsOf(setting),
    throttled,
    times,
  };
}
