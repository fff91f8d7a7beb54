import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { roleKey } from '#core/role-key.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type SharedRequest, shareRequest } from './shared-request.ts';

/**
 * How a request is sent. `immediate`: the request is sent at once and only once. `queued`: the request waits in the
 * queue. If the portal throttles the request, it waits in the queue again. `live`: like `queued`, but with the separate
 * queue for live profiles.
 */
export type Pace = 'immediate' | 'queued' | 'live';

/**
 * The stage of a request. `waiting`: the request waits in the queue. `throttled`: the portal throttled the request, so
 * it waits in the queue again. `sent`: the request was sent, but the portal has not answered yet.
 */
export type Stage = 'waiting' | 'throttled' | 'sent';

export interface FetchOptions {
  readonly pace: Pace;
  /** When this signal is aborted, the caller stops waiting. */
  readonly signal?: AbortSignal;
  /** Called with each new stage of the request. Only the caller that started the request gets these calls. */
  readonly onStage?: ((stage: Stage) => void) | undefined;
}

export interface CredentialSourceDeps {
  readonly requests: Pick<SessionRequests, 'credentialsNow' | 'patient'>;
  readonly sessions: Pick<Sessions, 'isCurrent' | 'refused'>;
  /** Publishes the state that the popup shows. */
  readonly refresh: () => Promise<unknown>;
}

/** The only code that requests a role's keys from the portal. */
export interface CredentialSource {
  /**
   * Fetches the keys of a role. Callers that want the same role of the same session at the same time share one request.
   * If `signal` is aborted, rejects with its reason.
   * @throws KeyferryError SESSION_CHANGED when the session ended or changed during the request. SESSION_EXPIRED when
   * the portal refused the session; the session is then ended. Also the errors of `sso-client`.
   */
  fetchKeys(session: LiveSession, role: RoleRef, options: FetchOptions): Promise<RoleCredentials>;
}

/** The abort reason for a request that leaves the queue because it must be sent at once. */
class Hurry extends Error {}

/** How a shared request must be sent, according to all its callers. */
interface Wishes {
  /** Whether at least one caller asked for `immediate`. */
  immediate: boolean;
  /**
   * Whether at least one caller asked for `queued` or `live`. If the portal throttles the request, such a caller waits.
   * It does not get the error THROTTLED.
   */
  queued: boolean;
  /** Whether at least one caller asked for `live`. */
  live: boolean;
  readonly onStage: ((stage: Stage) => void) | undefined;
  /** When this controller is aborted, the request leaves the queue. */
  leaveQueue: AbortController;
}

interface Running {
  readonly request: SharedRequest<RoleCredentials>;
  readonly wishes: Wishes;
}

const isCode = (error: unknown, code: 'THROTTLED' | 'SESSION_EXPIRED') =>
  error instanceof KeyferryError && error.code === code;

/** Creates the worker's only source of keys. */
export function createCredentialSource({ requests, sessions, refresh }: CredentialSourceDeps): CredentialSource {
  const running = new Map<string, Running>();

  function sendOnce(session: LiveSession, role: RoleRef, wishes: Wishes, cancelled: AbortSignal) {
    if (wishes.immediate) return requests.credentialsNow(session, role, cancelled);
    // At a higher rate, the portal might refuse a request, and the person would wait longer. So the option `steady` is
    // set.
    const order = wishes.live ? { live: true } : { first: true };
    const options = { signal: cancelled, waiting: wishes.leaveQueue.signal, steady: true, ...order };
    return requests.patient(session, (sso, access) => staged(() => sso.credentials(access, role), wishes), options);
  }

  /** Sends one request, and reports when it is sent and when the portal throttles it. */
  async function staged<T>(request: () => Promise<T>, { onStage }: Wishes): Promise<T> {
    onStage?.('sent');
    try {
      return await request();
    } catch (error) {
      onStage?.(isCode(error, 'THROTTLED') ? 'throttled' : 'waiting');
      throw error;
    }
  }

  /**
   * Sends the request. If the portal throttles the request and a caller wants to wait, sends it again. The abort reason
   * `Hurry` takes a waiting request out of the queue, so that it is sent at once.
   */
  async function send(session: LiveSession, role: RoleRef, wishes: Wishes, cancelled: AbortSignal) {
    for (;;) {
      try {
        return await sendOnce(session, role, wishes, cancelled);
      } catch (error) {
        if (error instanceof Hurry) continue;
        if (!(isCode(error, 'THROTTLED') && wishes.queued)) throw error;
        wishes.immediate = false;
        wishes.leaveQueue = new AbortController();
      }
    }
  }

  /**
   * Ends a session after the portal refused its token. If several requests fail together, the session is ended only
   * once.
   */
  async function endSession(session: LiveSession): Promise<void> {
    if (!(await sessions.isCurrent(session))) return;
    await sessions.refused(session);
    await refresh();
  }

  function start(key: string, session: LiveSession, role: RoleRef, { pace, onStage }: FetchOptions): Running {
    const wishes: Wishes = {
      immediate: pace === 'immediate',
      queued: pace !== 'immediate',
      live: pace === 'live',
      onStage,
      leaveQueue: new AbortController(),
    };
    const over = () => {
      if (running.get(key) === started) running.delete(key);
    };
    const request = shareRequest(async (cancelled) => {
      try {
        return await send(session, role, wishes, cancelled);
      } catch (error) {
        if (isCode(error, 'SESSION_EXPIRED')) await endSession(session);
        throw error;
      }
    }, over);
    const started = { request, wishes };
    running.set(key, started);
    return started;
  }

  function join({ wishes }: Running, pace: Pace): void {
    if (pace === 'live') wishes.live = true;
    if (pace !== 'immediate') wishes.queued = true;
    else if (!wishes.immediate) {
      wishes.immediate = true;
      wishes.leaveQueue.abort(new Hurry());
    }
  }

  return {
    async fetchKeys(session, role, options) {
      const key = `${session.id} ${roleKey(role)}`;
      const earlier = running.get(key);
      if (earlier) join(earlier, options.pace);
      const { request } = earlier ?? start(key, session, role, options);
      const credentials = await request.wait(options.signal);
      if (!(await sessions.isCurrent(session))) throw new KeyferryError('SESSION_CHANGED');
      return credentials;
    },
  };
}
