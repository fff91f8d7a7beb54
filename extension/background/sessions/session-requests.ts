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
  /** Whether the browser lets the worker reach a match pattern. */
  readonly granted: (pattern: string) => Promise<boolean>;
}

/** How a queued request waits for its turn. */
export interface QueueOptions extends PatientOptions {
  /** Cancels the request. */
  readonly signal?: AbortSignal;
  /** Ends the waiting only; a request that has started continues. */
  readonly waiting?: AbortSignal;
}

/**
 * Requests to the portal's API for a session, never faster than the portal allows. All throw SESSION_CHANGED when the
 * session is no longer the stored one, the reason of the session's cancellation when it ends meanwhile, and what
 * `sso-client` throws.
 */
export interface SessionRequests {
  whoAmI(session: LiveSession): ReturnType<SsoClient['whoAmI']>;
  /** Asks for a role's keys at once, with exactly one request. @param signal cancels it. */
  credentialsNow(session: LiveSession, role: RoleRef, signal: AbortSignal): Promise<RoleCredentials>;
  /** Waits for its turn, and repeats what the portal throttled. */
  patient<T>(
    session: LiveSession,
    request: (sso: SsoClient, access: Access) => Promise<T>,
    options?: QueueOptions,
  ): Promise<T>;
}

const either = (a: AbortSignal, b: AbortSignal | undefined) => (b ? AbortSignal.any([a, b]) : a);

export function createSessionRequests(deps: SessionRequestsDeps): SessionRequests {
  const { sso, limiters, cancellation, store, granted } = deps;

  /** Access to the API for as long as the session has this token. */
  async function accessOf(session: LiveSession, cancel?: AbortSignal): Promise<Access> {
    const { id, token, region, partition } = session;
    const signal = either(cancellation.signal(id), cancel);
    const isStored = (await store.all()).some((each) => each.id === id && each.token === token);
    if (!isStored) throw new KeyferryError('SESSION_CHANGED');
    return { origin: portalApiOrigin(partition, region), region, token, signal };
  }

  /** A withheld origin fails like a dead network; only the permission tells the two apart. */
  async function explain(error: unknown, origin: string): Promise<unknown> {
    const unreachable = error instanceof KeyferryError && error.code === 'OFFLINE';
    return unreachable && !(await granted(`${origin}/*`)) ? new KeyferryError('ACCESS_WITHHELD', { origin }) : error;
  }

  /** Runs one request; an answer that comes after the session has ended is dropped. */
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
