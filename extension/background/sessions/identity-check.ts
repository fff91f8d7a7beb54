import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import type { Flights } from './cancellation.ts';
import { isLive, type Session, sessionKey } from './session.ts';
import type { PortalApi } from './session-requests.ts';
import type { SessionStore } from './session-store.ts';

export interface CheckDeps {
  readonly store: SessionStore;
  readonly api: Pick<PortalApi, 'whoAmI'>;
  readonly flights: Flights;
  readonly newId: () => string;
  /** Epoch ms. */
  readonly now: () => number;
  /** The portal refused the token. */
  readonly refused: (session: Session) => Promise<void>;
  /** A key stands for nobody any more. */
  readonly retired: (key: string) => Promise<void>;
  /** Told when it is known of a session whose it is. */
  readonly found: () => void;
  readonly later: (task: () => void, ms: number) => unknown;
}

type Found = Pick<Session, 'user' | 'expiresAt' | 'checked' | 'whoAmI' | 'goodAt'>;

/** Failures that may pass: the question is asked again soon, or at the next occasion. */
const PASSING: readonly ErrorCode[] = ['OFFLINE', 'TIMEOUT', 'THROTTLED', 'ACCESS_WITHHELD'];

/** A session that was found good is asked about once more after this, in ms. */
const GOOD_FOR = 60_000;

/** How often a failure that may pass is followed by another try of our own, the first after so many ms. */
const TRIES = 4;
const AGAIN_MS = 5_000;

/**
 * Asks the portal whose token a session has and until when, once for each token. A portal that cannot tell is no
 * obstacle: the session then has no user and nothing of it rests on disk.
 */
export function createCheck({ store, api, flights, newId, now, refused, retired, found: tell, later }: CheckDeps) {
  const underWay = new Map<string, Promise<KeyferryError | null>>();
  /** By id of the session: how often it was asked about in vain. */
  const inVain = new Map<string, number>();

  async function settle(session: Session, found: Found): Promise<void> {
    if (sessionKey({ ...session, user: found.user }) === session.key) {
      return store.update(session.id, (each) => ({ ...each, ...found }));
    }
    // Another key is another session: what was begun under the old one must not go on under it.
    const id = newId();
    const key = sessionKey({ ...session, user: found.user, id });
    const was = session.user === null ? session.key : null;
    await store.update(session.id, (each) => ({ ...each, ...found, id, key, was }));
    if (!(await store.ofId(id))) return;
    flights.abort(session.id, new KeyferryError('SESSION_CHANGED'));
    return retired(session.key);
  }

  /** Nothing is known yet. A new token goes on standing where the one before it stood, and is not used there. */
  async function notYet(session: Session, error: KeyferryError): Promise<KeyferryError> {
    await store.update(session.id, (each) => ({ ...each, whoAmI: error.code }));
    const tries = inVain.get(session.id) ?? 0;
    inVain.set(session.id, tries + 1);
    if (tries < TRIES) later(() => void askOnceMore(session.id).catch(() => undefined), AGAIN_MS * 2 ** tries);
    return error;
  }

  async function askOnceMore(id: string): Promise<void> {
    const session = await store.ofId(id);
    if (session) await once(session);
  }

  /** @returns what may pass and kept the portal from answering. */
  async function ask(session: Session): Promise<KeyferryError | null> {
    if (!isLive(session)) return null;
    try {
      const found = await api.whoAmI(session);
      await settle(session, { ...found, checked: true, whoAmI: 'ok', goodAt: now() });
    } catch (error) {
      if (error instanceof KeyferryError && PASSING.includes(error.code)) return notYet(session, error);
      const code = error instanceof KeyferryError ? error.code : 'INTERNAL';
      if (code === 'SESSION_CHANGED') return null;
      if (code === 'SESSION_EXPIRED') await refused(session);
      else await settle(session, { user: null, expiresAt: null, checked: true, whoAmI: code });
    }
    inVain.delete(session.id);
    tell();
    return null;
  }

  function once(session: Session): Promise<KeyferryError | null> {
    if (session.checked) return Promise.resolve(null);
    const running = underWay.get(session.id) ?? ask(session).finally(() => underWay.delete(session.id));
    underWay.set(session.id, running);
    return running;
  }

  /** The portal may have ended a session early; whoever it does not refuse stays as it is. */
  async function askAgain(session: Session): Promise<void> {
    if (!isLive(session) || session.whoAmI !== 'ok' || now() - (session.goodAt ?? 0) < GOOD_FOR) return;
    await store.update(session.id, (each) => ({ ...each, goodAt: now() }));
    try {
      await api.whoAmI(session);
    } catch (error) {
      if (error instanceof KeyferryError && error.code === 'SESSION_EXPIRED') await refused(session);
    }
  }

  return {
    /**
     * Resolves when the session has been asked about, once; never rejects for the portal's sake.
     * @returns a failure that may pass, after which it is not known whose the session is.
     */
    once,
    /** The same for one that was asked about before, if that is a while ago. */
    again: askAgain,
  };
}
