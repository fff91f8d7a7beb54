import { accountsInUse } from '#core/personal.ts';
import type { Cancellation } from '../sessions/cancellation.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Listings } from './role-index.ts';

export interface CurrentListingDeps {
  readonly sessions: Pick<Sessions, 'current' | 'live'>;
  readonly index: Pick<Listings, 'ensure' | 'prefer' | 'unfinished' | 'clearBusyIfIdle'>;
  readonly cancellation: Pick<Cancellation, 'signal'>;
  readonly personal: Pick<PersonalStore, 'read'>;
}

/**
 * Starts or continues the listing of a session.
 * @param force with true, the roles are listed again even if the list is less than ten minutes old.
 */
export async function listRoles(deps: CurrentListingDeps, session: LiveSession, force = false): Promise<void> {
  const { index, cancellation, personal } = deps;
  await index.ensure(session, cancellation.signal(session.id), force);
  index.prefer(session, accountsInUse(await personal.read(session)));
}

/** Lists the roles of the current session. Does nothing if no requests can be made for this session. */
export async function listCurrent(deps: CurrentListingDeps): Promise<void> {
  const current = await deps.sessions.current();
  // The portal of the session may not be trusted yet, or its region may be unknown. The popup has a screen for each
  // case, so the error is ignored.
  const session = current && (await deps.sessions.live(current.key).catch(() => null));
  if (session) await listRoles(deps, session);
}

/** Continues the current session's listing if the browser stopped the worker during this listing. */
export async function resumeListing(deps: CurrentListingDeps): Promise<void> {
  const current = await deps.sessions.current();
  if (current && !current.expired && (await deps.index.unfinished(current))) return listCurrent(deps);
  deps.index.clearBusyIfIdle();
}
