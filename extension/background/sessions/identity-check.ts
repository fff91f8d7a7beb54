import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { sessionKey } from '../storage/session-data.ts';
import type { Cancellation } from './cancellation.ts';
import { identityOf, type MarkOf } from './identity.ts';
import { isLive, type Session } from './session.ts';
import type { SessionRequests } from './session-requests.ts';
import type { SessionStore } from './session-store.ts';

export interface IdentityCheckDeps {
  readonly store: Pick<SessionStore, 'update' | 'ofId'>;
  readonly requests: Pick<SessionRequests, 'whoAmI'>;
  readonly cancellation: Pick<Cancellation, 'abort'>;
  readonly newId: () => string;
  readonly markOf: MarkOf;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Called when the portal refused the token. */
  readonly refused: (session: Session) => Promise<void>;
  /**
   * Called when a session has got another session key. Data that is stored under the old key belongs to no session any
   * more.
   */
  readonly retired: (key: string) => Promise<void>;
  /**
   * Called after the portal's answer was stored, and before `identified`.
   * @param id the id of the session, which may have changed.
   */
  readonly checked: (id: string) => Promise<void>;
  /** Called when the portal has identified the user. By then, the session may have another session key. */
  readonly identified: () => void;
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
}

export interface IdentityCheck {
  /**
   * Asks the portal who the user is, unless the portal has already answered for this token. Several calls at the same
   * time share one request. A failure of the request does not make the promise reject.
   * @returns the failure if it was temporary and the user is still unknown. Otherwise null.
   */
  once(session: Session): Promise<KeyferryError | null>;
  /** Asks the portal again whether the session is valid. Does nothing if the last answer is less than a minute old. */
  again(session: Session): Promise<void>;
}

type Answered = Pick<Session, 'user' | 'directory' | 'expiresAt' | 'checked' | 'whoAmI' | 'goodAt'>;
type Identity = Answered & Pick<Session, 'identity'>;

/** Codes of temporary failures. The request is repeated soon, or when the session is used the next time. */
const TEMPORARY: readonly ErrorCode[] = ['OFFLINE', 'TIMEOUT', 'THROTTLED', 'ACCESS_WITHHELD'];

/** For this time after a good answer, the session counts as valid and the portal is not asked again, ms. */
const VALID_FOR_MS = 60_000;

/**
 * How often a request is repeated after a temporary failure, and the wait before the first repetition (ms). Each
 * further wait is twice as long.
 */
const RETRIES = 4;
const FIRST_RETRY_MS = 5_000;

/**
 * Creates the part that asks the portal for the user and the end of a session. If the portal does not say who the user
 * is, the session can be used without a user. The data of such a session is not written to disk.
 */
export function createIdentityCheck(deps: IdentityCheckDeps): IdentityCheck {
  const { store, requests, cancellation, now, refused } = deps;
  const running = new Map<string, Promise<KeyferryError | null>>();
  /** The number of temporary failures so far, by session id. */
  const failures = new Map<string, number>();

  async function record(session: Session, answered: Answered): Promise<void> {
    const identity = { ...answered, identity: await identityOf({ ...session, ...answered }, deps.markOf) };
    const id = await put(session, identity);
    await deps.checked(id);
  }

  /** Stores the user of a session. @returns the session's id, which may have changed. */
  async function put(session: Session, identity: Identity): Promise<string> {
    if (sessionKey({ ...session, user: identity.user }) === session.key) {
      await store.update(session.id, (each) => ({ ...each, ...identity }));
      return session.id;
    }
    // A session with another session key is another session. So work that began with the old key is cancelled.
    const id = deps.newId();
    const key = sessionKey({ ...session, user: identity.user, id });
    const was = session.user === null ? session.key : null;
    await store.update(session.id, (each) => ({ ...each, ...identity, id, key, was }));
    if (!(await store.ofId(id))) return id;
    cancellation.abort(session.id, new KeyferryError('SESSION_CHANGED'));
    await deps.retired(session.key);
    return id;
  }

  /**
   * Stores a temporary failure and schedules the next try. Until the portal answers, the popup shows the session under
   * the old session key, and `sessions.live` refuses to use the session.
   */
  async function retryLater(session: Session, error: KeyferryError): Promise<KeyferryError> {
    await store.update(session.id, (each) => ({ ...each, whoAmI: error.code }));
    const count = failures.get(session.id) ?? 0;
    failures.set(session.id, count + 1);
    const delay = FIRST_RETRY_MS * 2 ** count;
    if (count < RETRIES) deps.later(() => void retry(session.id).catch(() => undefined), delay);
    return error;
  }

  async function retry(id: string): Promise<void> {
    const session = await store.ofId(id);
    if (session) await once(session);
  }

  async function ask(session: Session): Promise<KeyferryError | null> {
    if (!isLive(session)) return null;
    try {
      const answer = await requests.whoAmI(session);
      await record(session, { ...answer, checked: true, whoAmI: 'ok', goodAt: now() });
    } catch (error) {
      if (error instanceof KeyferryError && TEMPORARY.includes(error.code)) return retryLater(session, error);
      const code = error instanceof KeyferryError ? error.code : 'INTERNAL';
      if (code === 'SESSION_CHANGED') return null;
      if (code === 'SESSION_EXPIRED') await refused(session);
      else await record(session, { user: null, directory: null, expiresAt: null, checked: true, whoAmI: code });
    }
    failures.delete(session.id);
    deps.identified();
    return null;
  }

  function once(session: Session): Promise<KeyferryError | null> {
    if (session.checked) return Promise.resolve(null);
    const check = running.get(session.id) ?? ask(session).finally(() => running.delete(session.id));
    running.set(session.id, check);
    return check;
  }

  return {
    once,
    async again(session) {
      if (!isLive(session) || session.whoAmI !== 'ok' || now() - (session.goodAt ?? 0) < VALID_FOR_MS) return;
      await store.update(session.id, (each) => ({ ...each, goodAt: now() }));
      try {
        await requests.whoAmI(session);
      } catch (error) {
        if (error instanceof KeyferryError && error.code === 'SESSION_EXPIRED') await refused(session);
      }
    },
  };
}
