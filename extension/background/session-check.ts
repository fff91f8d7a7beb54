import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import type { Flights } from './flights.ts';
import type { PortalApi } from './portal-api.ts';
import { isLive, type Session, sessionKey } from './session.ts';
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
}

type Found = Pick<Session, 'user' | 'expiresAt' | 'checked' | 'whoAmI' | 'goodAt'>;

/** Failures that may pass: the question is asked again at the next occasion. */
const PASSING: readonly ErrorCode[] = ['OFFLINE', 'TIMEOUT', 'THROTTLED', 'ACCESS_WITHHELD'];

/** A session that was found good is asked about once more after this, in ms. */
const GOOD_FOR = 60_000;

/**
 * Asks the portal whose token a session has and until when, once for each token. A portal that cannot tell is no
 * obstacle: the session then has no user and nothing of it rests on disk.
 */
export function createCheck({ store, api, flights, newId, now, refused, retired }: CheckDeps) {
  const underWay = new Map<string, Promise<void>>();

  async function settle(session: Session, found: Found): Promise<void> {
    if (sessionKey({ ...session, user: found.user }) === session.key) {
      return store.update(session.id, (each) => ({ ...each, ...found }));
    }
    // Another key is another session: what was begun under the old one must not go on under it.
    const id = newId();
    const key = sessionKey({ ...session, user: found.user, id });
    await store.update(session.id, (each) => ({ ...each, ...found, id, key }));
    flights.abort(session.id, new KeyferryError('SESSION_CHANGED'));
    return retired(session.key);
  }

  async function ask(session: Session): Promise<void> {
    if (!isLive(session)) return;
    try {
      const found = await api.whoAmI(session);
      await settle(session, { ...found, checked: true, whoAmI: 'ok', goodAt: now() });
    } catch (error) {
      const code = error instanceof KeyferryError ? error.code : 'INTERNAL';
      if (code === 'SESSION_CHANGED') return;
      if (code === 'SESSION_EXPIRED') return refused(session);
      const checked = !PASSING.includes(code);
      await settle(session, { user: null, expiresAt: null, checked, whoAmI: code });
    }
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
    /** Resolves when the session has been asked about, once; never rejects for the portal's sake. */
    once(session: Session): Promise<void> {
      if (session.checked) return Promise.resolve();
      const running = underWay.get(session.id) ?? ask(session).finally(() => underWay.delete(session.id));
      underWay.set(session.id, running);
      return running;
    },
    /** The same for one that was asked about before, if that is a while ago. */
    again: askAgain,
  };
}
