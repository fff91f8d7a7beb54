import type { RoleCredentials, RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';

/** Asks the portal for a role's credentials: exactly one request. A refused token ends the session. */
export const fetchCredentials = (worker: Worker, session: LiveSession, role: RoleRef): Promise<RoleCredentials> =>
  endingWith(worker, session, () => worker.api.credentials(session, role));

/** Runs a request of the session; when the portal refuses its token, the session ends. */
export async function endingWith<T>(worker: Worker, session: LiveSession, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof KeyferryError && error.code === 'SESSION_EXPIRED') {
      await worker.sessions.refused(session);
      await worker.view.refresh();
    }
    throw error;
  }
}

/** Whether the session is still what it was: nothing is written for one that ended or changed in between. */
export const stillThere = async ({ sessions }: Worker, { id }: LiveSession): Promise<boolean> =>
  (await sessions.all()).some((each) => each.id === id && !each.expired);
