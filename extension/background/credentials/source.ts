import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { roleKey } from '#core/role-key.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type SharedRequest, shareRequest } from './shared-request.ts';

/**
 * How a request is sent. `immediate`: at once, without the queue, and only once. `queued`: in the queue, and again as
 * long as the portal throttles. `live`: like `queued`, but in the queue for live profiles.
 */
export type Pace = 'immediate' | 'queued' | 'live';

/**
 * The stage of a request. `waiting`: it waits in the queue. `throttled`: it waits in the queue again, because the
 * portal throttled it. `sent`: the portal has not answered yet.
 */
export type Stage = 'waiting' | 'throttled' | 'sent';

export interface FetchOptions {
  readonly pace: Pace;
  /** When this signal is aborted, the caller stops waiting. */
  readonly signal?: AbortSignal;
  /** Called at each stage of the request, if this caller started the request. */
  readonly onStage?: ((stage: Stage) => void) | undefined;
}

export interface CredentialSourceDeps {
  readonly requests: Pick<SessionRequests, 'credentialsNow' | 'patient'>;
  readonly sessions: Pick<Sessions, 'isCurrent' | 'refused'>;
  /** Publishes the view. */
  readonly refresh: () => Promise<unknown>;
}

/** The only place that gets a role's keys from the portal. */
export interface CredentialSource {
  /**
   * Fetches the keys of a role. Callers that want the same role of the same session at the same time share one request.
   * If `signal` is aborted, rejects with its reason.
   * @throws KeyferryError SESSION_CHANGED when the session ended or changed during the request. SESSION_EXPIRED when
   * the portal refused the session; the session is then ended. Also the errors of `sso-client`.
   */
  fetchKeys(session: LiveSession, role: RoleRef, options: FetchOptions): Promise<RoleCredentials>;
}

/** The reason for an abort that takes a request out of the queue, so that the request is sent at once. */
class Hurry extends Error {}

/** How the callers of one shared request want it to be sent. */
interface Wishes {
  /** Whether at least one caller asked for `immediate`. */
  immediate: boolean;
  /**
   * Whether at least one caller asked for `queued` or `live`. Such a caller waits while the portal throttles. It does
   * not get the error THROTTLED.
   */
  queued: boolean;
  /** Whether a caller asked for `live`. */
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

/** Creates the source of keys. The worker has only one. */
export function createCredentialSource({ requests, sessions, refresh }: CredentialSourceDeps): CredentialSource {
  const running = new Map<string, Running>();

  function sendOnce(session: LiveSession, role: RoleRef, wishes: Wishes, cancelled: AbortSignal) {
    if (wishes.immediate) return requests.credentialsNow(session, role, cancelled);
    // The rate stays steady: if a higher rate made the portal refuse a request, the person would wait longer.
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
   * Sends the request, and sends it again until the portal answers. `Hurry` takes the request out of the queue and
   * sends it at once. If the portal then throttles it, the request waits in the queue again.
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
