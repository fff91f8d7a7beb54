import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { roleKey } from '#core/role-key.ts';
import type { Session } from '../sessions/session.ts';

/** How long credentials are kept while a write waits for the user's confirmation, ms. */
const HOLD_MS = 60_000;

/**
 * Keeps credentials if a profile could not be written or if the user must confirm the write first. The next try can
 * then use the same credentials.
 */
export interface PendingCredentials {
  /** Keeps credentials for a minute. */
  hold(session: Session, role: RoleRef, credentials: RoleCredentials): void;
  /** Returns the credentials and forgets them. Returns null when no credentials are kept. */
  take(session: Session, role: RoleRef): RoleCredentials | null;
  /** Forgets all credentials. */
  clear(): void;
}

/** The credentials are only in the worker's memory. @param later like setTimeout. */
export function createPendingCredentials(later: (task: () => void, ms: number) => unknown): PendingCredentials {
  const pending = new Map<string, RoleCredentials>();
  const keyOf = ({ id }: Session, role: RoleRef) => `${id} ${roleKey(role)}`;

  return {
    hold(session, role, credentials) {
      const key = keyOf(session, role);
      pending.set(key, credentials);
      later(() => pending.get(key) === credentials && pending.delete(key), HOLD_MS);
    },
    take(session, role) {
      const key = keyOf(session, role);
      const credentials = pending.get(key) ?? null;
      pending.delete(key);
      return credentials;
    },
    clear: () => pending.clear(),
  };
}
