import { isFresh, type RoleCredentials, type RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { roleKey } from '#core/role-key.ts';
import type { CredentialSource, Stage } from '../../credentials/source.ts';
import type { LiveSession, Session } from '../../sessions/session.ts';
import type { PortalClock } from '../../storage/portal-clock.ts';

/**
 * Keys are fresh if they are valid for at least this time, ms. With less time left, botocore would run the credential
 * process on every call.
 */
const FRESH_MS = 15 * 60_000;
/** If the portal gives no new keys, a program gets older keys that are valid for at least this time, ms. */
const LAST_MS = 60_000;

/** Codes of temporary failures: the same request may work a little later. */
const TEMPORARY: ReadonlySet<string> = new Set(['OFFLINE', 'TIMEOUT', 'THROTTLED', 'PORTAL_ANSWER']);

/** The abort reason for a caller that waited until its deadline. */
export class Deadline extends Error {}

interface Kept {
  readonly credentials: RoleCredentials;
  /** How long the keys were valid when the portal issued them, ms. */
  readonly life: number;
  readonly portal: string;
  readonly user: string | null;
}

interface Running {
  readonly answer: Promise<RoleCredentials>;
  readonly cancel: AbortController;
  stage: Stage;
  waiters: number;
}

export interface LiveKeysDeps {
  readonly source: CredentialSource;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

/** Keeps the keys of live profiles. The keys are only in the worker's memory. */
export interface LiveKeys {
  /**
   * Gives keys that are valid for at least 15 minutes, if the portal issues such keys. All callers that want the same
   * role share one request.
   * @param signal aborts when this caller stops waiting. If its reason is a `Deadline`, a request that was already sent
   * continues, so that its keys are in memory for the next call. With any other reason, the request is cancelled.
   * @throws KeyferryError TIMEOUT or THROTTLED at the deadline, and the errors of the source.
   */
  get(session: LiveSession, role: RoleRef, signal: AbortSignal): Promise<RoleCredentials>;
  /** Keeps only the keys whose portal and user have one of these sessions. Deletes all other keys. */
  keepOnly(sessions: readonly Session[]): void;
  /** Deletes the keys of one role. If a request for these keys is running, its answer is not kept. */
  forget(owner: KeyOwner, role: RoleRef): void;
  /** Deletes all keys. If requests for keys are running, their answers are not kept. */
  clear(): void;
}

/** The portal and the user to whom keys belong. */
type KeyOwner = Pick<Session, 'startUrl' | 'identity'>;

const keyOf = ({ startUrl, identity }: KeyOwner, role: RoleRef) => `${startUrl} ${identity} ${roleKey(role)}`;

/** Waits for the answer. If the signal is aborted first, rejects with the signal's reason. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Creates the part that keeps keys. At first, it has no keys. */
export function createLiveKeys({ source, clock, now }: LiveKeysDeps): LiveKeys {
  const kept = new Map<string, Kept>();
  const running = new Map<string, Running>();
  let generation = 0;

  /** The current time by the portal's clock, because the portal decides when keys expire. */
  const portalNow = async () => now() - (await clock.aheadMs());

  function keep(key: string, session: Session, credentials: RoleCredentials, at: number): void {
    for (const [each, { credentials: old }] of kept) if (!isFresh(old.expiration, at)) kept.delete(each);
    const { startUrl: portal, identity: user } = session;
    kept.set(key, { credentials, life: credentials.expiration - at, portal, user });
  }

  function start(key: string, session: LiveSession, role: RoleRef): Running {
    const cancel = new AbortController();
    const begun = generation;
    async function fetchKeys(): Promise<RoleCredentials> {
      const onStage = (stage: Stage) => {
        own.stage = stage;
      };
      const credentials = await source.fetchKeys(session, role, { pace: 'live', signal: cancel.signal, onStage });
      const at = await portalNow();
      if (begun !== generation || cancel.signal.aborted) throw new KeyferryError('SESSION_CHANGED');
      keep(key, session, credentials, at);
      return credentials;
    }
    const own: Running = { answer: Promise.resolve().then(fetchKeys), cancel, stage: 'waiting', waiters: 0 };
    const over = () => {
      if (running.get(key) === own) running.delete(key);
    };
    own.answer.then(over, over);
    running.set(key, own);
    return own;
  }

  /** Ends a request when no caller waits for its answer any more. */
  function leave(key: string, request: Running, reason: unknown): void {
    request.waiters -= 1;
    if (request.waiters > 0 || (reason instanceof Deadline && request.stage === 'sent')) return;
    if (running.get(key) === request) running.delete(key);
    request.cancel.abort(reason);
  }

  async function fetchShared(key: string, session: LiveSession, role: RoleRef, signal: AbortSignal) {
    const request = running.get(key) ?? start(key, session, role);
    request.waiters += 1;
    try {
      return await untilAborted(request.answer, signal);
    } catch (error) {
      if (!(error instanceof Deadline)) throw error;
      throw request.stage === 'sent' ? new KeyferryError('TIMEOUT', { seconds: 3.5 }) : new KeyferryError('THROTTLED');
    } finally {
      leave(key, request, signal.reason);
    }
  }

  return {
    async get(session, role, signal) {
      const key = keyOf(session, role);
      const [own, at] = [kept.get(key), await portalNow()];
      // A portal may issue keys that are valid for only 15 minutes. Such keys are used for half of this time.
      const margin = own && own.life <= FRESH_MS ? own.life / 2 : FRESH_MS;
      if (own && isFresh(own.credentials.expiration, at, margin)) return own.credentials;
      const begun = generation;
      try {
        return await fetchShared(key, session, role, signal);
      } catch (error) {
        const isTemporary = error instanceof KeyferryError && TEMPORARY.has(error.code);
        const isUsable = own && begun === generation && isFresh(own.credentials.expiration, await portalNow(), LAST_MS);
        if (isTemporary && isUsable) return own.credentials;
        throw error;
      }
    },
    keepOnly(sessions) {
      for (const [key, { portal, user }] of kept) {
        const isSignedIn = sessions.some((each) => each.startUrl === portal && each.identity === user && !each.expired);
        if (!isSignedIn) kept.delete(key);
      }
    },
    forget(owner, role) {
      const key = keyOf(owner, role);
      kept.delete(key);
      running.get(key)?.cancel.abort(new KeyferryError('SESSION_CHANGED'));
      running.delete(key);
    },
    clear() {
      generation += 1;
      kept.clear();
      for (const { cancel } of running.values()) cancel.abort(new KeyferryError('SESSION_CHANGED'));
      running.clear();
    },
  };
}
