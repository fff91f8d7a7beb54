import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { roleKey } from '#core/role-key.ts';
import type { Session } from '../sessions/session.ts';

const HOLD_MS = 60_000;

/**
 * Credentials fetched for a write that the host refused until the user confirms, so that the confirmation asks the
 * portal nothing. In the worker's own memory, for a minute, taken once.
 * @param later like setTimeout.
 */
export function createHeldCredentials(later: (task: () => void, ms: number) => unknown) {
  const held = new Map<string, RoleCredentials>();
  const keyOf = ({ id }: Session, role: RoleRef) => `${id} ${roleKey(role)}`;

  return {
    hold(session: Session, role: RoleRef, credentials: RoleCredentials): void {
      const key = keyOf(session, role);
      held.set(key, credentials);
      later(() => held.get(key) === credentials && held.delete(key), HOLD_MS);
    },
    take(session: Session, role: RoleRef): RoleCredentials | null {
      const key = keyOf(session, role);
      const credentials = held.get(key) ?? null;
      held.delete(key);
      return credentials;
    },
    clear: (): void => held.clear(),
  };
}
