import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { portalApiOrigin } from '#core/portals/portals.ts';
import type { Limiters } from '../portal-api/rate-limiters.ts';
import type { Access, SsoClient } from '../portal-api/sso-client.ts';
import type { Flights } from './cancellation.ts';
import type { LiveSession } from './session.ts';
import type { SessionStore } from './session-store.ts';

export interface PortalApiDeps {
  readonly sso: SsoClient;
  readonly limiters: Pick<Limiters, 'of'>;
  readonly flights: Flights;
  readonly store: SessionStore;
  /** Whether the browser lets the worker reach a match pattern. */
  readonly granted: (pattern: string) => Promise<boolean>;
}

/** How a request waits for its turn. */
interface Turn {
  /** Calls it off before the session ends. */
  readonly signal?: AbortSignal;
  /** Ends the waiting alone; a request that is under way goes on. */
  readonly waiting?: AbortSignal;
  /** Before those that wait already. */
  readonly first?: boolean;
}

const either = (a: AbortSignal, b: AbortSignal | undefined) => (b ? AbortSignal.any([a, b]) : a);

/** Requests to the portal's API on behalf of a session: only while that session lives, never faster than allowed. */
export function createPortalApi({ sso, limiters, flights, store, granted }: PortalApiDeps) {
  /** The way to the API for as long as this very token is the session's. */
  async function accessOf(session: LiveSession): Promise<Access> {
    const { id, token, region, partition } = session;
    const signal = flights.signal(id);
    const stillThere = (await store.all()).some((each) => each.id === id && each.token === token);
    if (!stillThere) throw new KeyferryError('SESSION_CHANGED');
    return { origin: portalApiOrigin(partition, region), region, token, signal };
  }

  /** An origin that the browser withholds fails like a dead network; only the permission tells them apart. */
  async function explain(error: unknown, origin: string): Promise<unknown> {
    const unreachable = error instanceof KeyferryError && error.code === 'OFFLINE';
    return unreachable && !(await granted(`${origin}/*`)) ? new KeyferryError('ACCESS_WITHHELD', { origin }) : error;
  }

  /** Runs one request; an answer that comes after its session has gone is dropped. */
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
    async whoAmI(session: LiveSession) {
      const access = await accessOf(session);
      return limiters.of(session.startUrl).urgent(() => run(access, sso.whoAmI));
    },

    /** Exactly one request. */
    async credentials(session: LiveSession, role: RoleRef): Promise<RoleCredentials> {
      const access = await accessOf(session);
      return limiters.of(session.startUrl).urgent(() => run(access, (each) => sso.credentials(each, role)));
    },

    /** A request of the listing or of many, which waits its turn. */
    async patient<T>(
      session: LiveSession,
      request: (sso: SsoClient, access: Access) => Promise<T>,
      { signal, waiting, first = false }: Turn = {},
    ): Promise<T> {
      const whole = await accessOf(session);
      const access = { ...whole, signal: either(whole.signal, signal) };
      const limiter = limiters.of(session.startUrl);
      return limiter.patient(() => run(access, (each) => request(sso, each)), either(access.signal, waiting), first);
    },
  };
}

export type PortalApi = ReturnType<typeof createPortalApi>;
