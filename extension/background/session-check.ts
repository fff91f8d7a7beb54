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
  /** The portal refused the token. */
  readonly refused: (session: Session) => Promise<void>;
  /** A key stands for nobody any more. */
  readonly retired: (key: string) => Promise<void>;
}

type Found = Pick<Session, 'user' | 'expiresAt' | 'checked' | 'whoAmI'>;

/** Failures that may pass: the question is asked again at the next occasion. */
const PASSING: readonly ErrorCode[] = ['OFFLINE', 'TIMEOUT', 'THROTTLED', 'ACCESS_WITHHELD'];

/**
 * Asks the portal whose token a session has and until when, once for each token. A portal that cannot tell is no
 * obstacle: the session then has no user and nothing of it rests on disk.
 */
export function createCheck({ store, api, flights, newId, refused, retired }: CheckDeps) {
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
      await settle(session, { ...(await api.whoAmI(session)), checked: true, whoAmI: 'ok' });
    } catch (error) {
      const code = error instanceof KeyferryError ? error.code : 'INTERNAL';
      if (code === 'SESSION_CHANGED') return;
      if (code === 'SESSION_EXPIRED') return refused(session);
      const checked = !PASSING.includes(code);
      await settle(session, { user: null, expiresAt: null, checked, whoAmI: code });
    }
  }

  /** Resolves when the session has been asked about; never rejects for the portal's sake. */
  return (session: Session): Promise<void> => {
    if (session.checked) return Promise.resolve();
    const running = underWay.get(session.id) ?? ask(session).finally(() => underWay.delete(session.id));
    underWay.set(session.id, running);
    return running;
  };
}
