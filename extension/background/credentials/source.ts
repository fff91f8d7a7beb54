import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { roleKey } from '#core/role-key.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { SessionRequests } from '../sessions/session-requests.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type SharedRequest, shareRequest } from './shared-request.ts';

/** `immediate`: one request, at once. `queued`: in its turn among many, repeated while the portal throttles. */
export type Pace = 'immediate' | 'queued';

export interface FetchOptions {
  readonly pace: Pace;
  /** Ends this caller's waiting. */
  readonly signal?: AbortSignal;
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
   * @throws KeyferryError SESSION_CHANGED when the session ended or changed meanwhile, SESSION_EXPIRED after ending a
   * session that the portal refused, and what `sso-client` throws; the reason of `signal` when that aborts.
   */
  fetchKeys(session: LiveSession, role: RoleRef, options: FetchOptions): Promise<RoleCredentials>;
}

/** The reason that moves a request out of the queue. */
class Hurry extends Error {}

/** How the callers of one request want it. */
interface Wishes {
  /** Someone waits for it now. */
  immediate: boolean;
  /** Someone prefers a later answer to a THROTTLED. */
  queued: boolean;
  /** Aborts the waiting in the queue. */
  leaveQueue: AbortController;
}

interface Running {
  readonly request: SharedRequest<RoleCredentials>;
  readonly wishes: Wishes;
}

const isCode = (error: unknown, code: 'THROTTLED' | 'SESSION_EXPIRED') =>
  error instanceof KeyferryError && error.code === code;

export function createCredentialSource({ requests, sessions, refresh }: CredentialSourceDeps): CredentialSource {
  const running = new Map<string, Running>();

  function sendOnce(session: LiveSession, role: RoleRef, wishes: Wishes, cancelled: AbortSignal) {
    if (wishes.immediate) return requests.credentialsNow(session, role, cancelled);
    // A refused request costs the person who waits more than a higher rate gains.
    const options = { signal: cancelled, waiting: wishes.leaveQueue.signal, first: true, steady: true };
    return requests.patient(session, (sso, access) => sso.credentials(access, role), options);
  }

  /** Sends until there is an answer: a queued request may be hurried, and a hurried one that is throttled queues again. */
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

  /** The portal refused the token. Requests that fail together end the session once. */
  async function endSession(session: LiveSession): Promise<void> {
    if (!(await sessions.isCurrent(session))) return;
    await sessions.refused(session);
    await refresh();
  }

  function start(key: string, session: LiveSession, role: RoleRef, pace: Pace): Running {
    const wishes = { immediate: pace === 'immediate', queued: pace === 'queued', leaveQueue: new AbortController() };
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

  function join({ request, wishes }: Running, pace: Pace): SharedRequest<RoleCredentials> {
    if (pace === 'queued') wishes.queued = true;
    else if (!wishes.immediate) {
      wishes.immediate = true;
      wishes.leaveQueue.abort(new Hurry());
    }
    return request;
  }

  return {
    async fetchKeys(session, role, { pace, signal }) {
      const key = `${session.id} ${roleKey(role)}`;
      const request = join(running.get(key) ?? start(key, session, role, pace), pace);
      const credentials = await request.wait(signal);
      if (!(await sessions.isCurrent(session))) throw new KeyferryError('SESSION_CHANGED');
      return credentials;
    },
  };
}
