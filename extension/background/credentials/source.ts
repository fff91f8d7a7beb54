import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { roleKey } from '#core/role-key.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type SharedRequest, shareRequest } from './shared-request.ts';

/**
 * `immediate` sends one request without waiting. `queued` waits in the queue, and repeats the request while the portal
 * throttles. `live` is like `queued`, in the queue for live profiles.
 */
export type Pace = 'immediate' | 'queued' | 'live';

/** Where a request is: in the queue, in the queue because the portal throttled it, or sent and not yet answered. */
export type Stage = 'waiting' | 'throttled' | 'sent';

export interface FetchOptions {
  readonly pace: Pace;
  /** This caller stops waiting when the signal aborts. */
  readonly signal?: AbortSignal;
  /** Called with each stage of a request that this call has started. */
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
   * @throws KeyferryError SESSION_CHANGED when the session ended or changed during the request, SESSION_EXPIRED when
   * the portal refused the session, which is then ended, and the errors of `sso-client`. On an abort, the reason of
   * `signal`.
   */
  fetchKeys(session: LiveSession, role: RoleRef, options: FetchOptions): Promise<RoleCredentials>;
}

/** The abort reason for a request that must leave the queue. */
class Hurry extends Error {}

/** The paces that the callers of one shared request asked for. */
interface Wishes {
  /** At least one caller asked for `immediate`. */
  immediate: boolean;
  /**
   * Whether at least one caller asked for `queued` or `live`. Such a caller waits while the portal throttles, instead
   * of getting THROTTLED.
   */
  queued: boolean;
  /** Whether a caller asked for `live`. */
  live: boolean;
  readonly onStage: ((stage: Stage) => void) | undefined;
  /** Aborts the waiting in the queue. */
  leaveQueue: AbortController;
}

interface Running {
  readonly request: SharedRequest<RoleCredentials>;
  readonly wishes: Wishes;
}

const isCode = (error: unknown, code: 'THROTTLED' | 'SESSION_EXPIRED') =>
  error instanceof KeyferryError && error.code === code;

/** Creates the only source of keys of the worker. */
export function createCredentialSource({ requests, sessions, refresh }: CredentialSourceDeps): CredentialSource {
  const running = new Map<string, Running>();

  function sendOnce(session: LiveSession, role: RoleRef, wishes: Wishes, cancelled: AbortSignal) {
    if (wishes.immediate) return requests.credentialsNow(session, role, cancelled);
    // A refused request costs the waiting person more time than a higher rate would save. So the rate stays steady.
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
   * Repeats the request until there is an answer. When `Hurry` takes the request out of the queue, it is sent at once.
   * If the portal then throttles it, it waits in the queue again.
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

  /** Ends a session after the portal refused its token. Several requests that fail together end it only once. */
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
