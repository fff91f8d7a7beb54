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
  /** Whether the browser allows the worker to send requests to the hosts of a match pattern. */
  readonly granted: (pattern: string) => Promise<boolean>;
}

/** Options for a request that waits for its turn in the queue. */
export interface QueueOptions extends PatientOptions {
  /** When this signal is aborted, the request is cancelled, even if it has already been sent. */
  readonly signal?: AbortSignal;
  /**
   * When this signal is aborted, the request is cancelled only if it is waiting in the queue. It may wait there before
   * the first try or between two tries.
   */
  readonly waiting?: AbortSignal;
}

/**
 * Sends requests of a session to the portal's API, through the portal's rate limiter.
 * @throws SESSION_CHANGED when the session is no longer stored. The reason of the cancellation when the session ends
 * during the request. The errors of `sso-client`.
 */
export interface SessionRequests {
  /** Asks the portal who is signed in. */
  whoAmI(session: LiveSession): ReturnType<SsoClient['whoAmI']>;
  /**
   * Requests the keys of a role at once, without waiting in the queue. The request is never repeated.
   * @param signal cancels the request.
   */
  credentialsNow(session: LiveSession, role: RoleRef, signal: AbortSignal): Promise<RoleCredentials>;
  /**
   * Sends a request when the queue allows it. Sends it again if the portal answers that there were too many requests.
   */
  patient<T>(
    session: LiveSession,
    request: (sso: SsoClient, access: Access) => Promise<T>,
    options?: QueueOptions,
  ): Promise<T>;
}

const either = (a: AbortSignal, b: AbortSignal | undefined) => (b ? AbortSignal.any([a, b]) : a);

/** Creates the part that sends requests to the portal's API. */
export function createSessionRequests(deps: SessionRequestsDeps): SessionRequests {
  const { sso, limiters, cancellation, store, granted } = deps;

  /**
   * The values that every request to the portal's API needs, for example the token.
   * @throws SESSION_CHANGED if the session with this token is no longer stored.
   */
  async function accessOf(session: LiveSession, cancel?: AbortSignal): Promise<Access> {
    const { id, token, region, partition } = session;
    const signal = either(cancellation.signal(id), cancel);
    const isStored = (await store.all()).some((each) => each.id === id && each.token === token);
    if (!isStored) throw new KeyferryError('SESSION_CHANGED');
    return { origin: portalApiOrigin(partition, region), region, token, signal };
  }

  /**
   * The error to throw for a failed request. A request fails in the same way without a network and without the
   * browser's permission for the origin. So the permission is checked to find the reason.
   */
  async function explain(error: unknown, origin: string): Promise<unknown> {
    const unreachable = error instanceof KeyferryError && error.code === 'OFFLINE';
    return unreachable && !(await granted(`${origin}/*`)) ? new KeyferryError('ACCESS_WITHHELD', { origin }) : error;
  }

  /** Runs one request. If the session ends before the answer arrives, the answer is not used. */
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
