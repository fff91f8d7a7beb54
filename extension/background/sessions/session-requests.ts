import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { portalApiOrigin } from '#core/portals/portals.ts';
import type { PatientOptions } from '../portal-api/rate-limiter.ts';
import type { Limiters } from '../portal-api/rate-limiters.ts';
import type { Access, SsoClient } from '../portal-api/sso-client.ts';
import type { Cancellation } from './cancellation.ts';
import type { LiveSession } from './session.ts';
import type { SessionStore } from './session-store.ts';

export interface SessionRequestsDeps {
  readonly sso: SsoClient;
  readonly limiters: Pick<Limiters, 'of'>;
  readonly cancellation: Pick<Cancellation, 'signal'>;
  readonly store: Pick<SessionStore, 'all'>;
  /** Whether the browser grants the worker a match pattern. */
  readonly granted: (pattern: string) => Promise<boolean>;
}

/** Options for a request that waits for its turn in the queue. */
export interface QueueOptions extends PatientOptions {
  /** Cancels the request, also after it has been sent. */
  readonly signal?: AbortSignal;
  /** Cancels the request only while it waits. A request that has been sent continues. */
  readonly waiting?: AbortSignal;
}

/**
 * Sends requests to the portal's API for a session, through the limiter of the portal. All throw SESSION_CHANGED when
 * the session is no longer stored, the reason of the cancellation when the session ends during the request, and the
 * errors of `sso-client`.
 */
export interface SessionRequests {
  /** Asks the portal who is signed in. */
  whoAmI(session: LiveSession): ReturnType<SsoClient['whoAmI']>;
  /** Requests the keys of a role at once, with exactly one request. @param signal cancels the request. */
  credentialsNow(session: LiveSession, role: RoleRef, signal: AbortSignal): Promise<RoleCredentials>;
  /** Sends a request when it is its turn, and repeats the request while the portal throttles. */
  patient<T>(
    session: LiveSession,
    request: (sso: SsoClient, access: Access) => Promise<T>,
    options?: QueueOptions,
  ): Promise<T>;
}

const either = (a: AbortSignal, b: AbortSignal | undefined) => (b ? AbortSignal.any([a, b]) : a);

/** Creates the requests to the portal's API. */
export function createSessionRequests(deps: SessionRequestsDeps): SessionRequests {
  const { sso, limiters, cancellation, store, granted } = deps;

  /** Gives access to the API for as long as the session has this token. */
  async function accessOf(session: LiveSession, cancel?: AbortSignal): Promise<Access> {
    const { id, token, region, partition } = session;
    const signal = either(cancellation.signal(id), cancel);
    const isStored = (await store.all()).some((each) => each.id === id && each.token === token);
    if (!isStored) throw new KeyferryError('SESSION_CHANGED');
    return { origin: portalApiOrigin(partition, region), region, token, signal };
  }

  /**
   * The error to throw. A request to an origin that the browser withholds fails as if the network were down. So only
   * the permission shows which of the two happened.
   */
  async function explain(error: unknown, origin: string): Promise<unknown> {
    const unreachable = error instanceof KeyferryError && error.code === 'OFFLINE';
    return unreachable && !(await granted(`${origin}/*`)) ? new KeyferryError('ACCESS_WITHHELD', { origin }) : error;
  }

  /** Runs one request. An answer that arrives after the end of the session is dropped. */
  async function run<T>(access: Access, request: (access: Access) => Promise<T>): Promise<T> {
    try {
      const answer = await request(access);
      access.signal.throwIfAborted();
      return answer;
    } catch (error) {
      access.signal.throwIfAborted();
      throw await explain(error, access.origin);
    }
  }

  return {
    async whoAmI(session) {
      const access = await accessOf(session);
      return limiters.of(session.startUrl).urgent(() => run(access, sso.whoAmI));
    },
    async credentialsNow(session, role, signal) {
      const access = await accessOf(session, signal);
      return limiters.of(session.startUrl).urgent(() => run(access, (each) => sso.credentials(each, role)));
    },
    async patient(session, request, { signal, waiting, ...options } = {}) {
      const access = await accessOf(session, signal);
      const limiter = limiters.of(session.startUrl);
      return limiter.patient(() => run(access, (each) => request(sso, each)), either(access.signal, waiting), options);
    },
  };
}
