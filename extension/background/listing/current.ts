import { accountsInUse } from '#core/personal.ts';
import type { Flights } from '../sessions/cancellation.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Listings } from './role-index.ts';

/** What starting a session's listing needs. */
export interface ListRolesDeps {
  readonly index: Pick<Listings, 'ensure' | 'prefer'>;
  readonly flights: Pick<Flights, 'signal'>;
  readonly personal: Pick<PersonalStore, 'read'>;
}

/** What listing for the current session needs. */
export interface ListCurrentDeps extends ListRolesDeps {
  readonly sessions: Pick<Sessions, 'current' | 'live'>;
}

/** What resuming after a worker restart needs. */
export interface ResumeListingDeps extends ListCurrentDeps {
  readonly index: Pick<Listings, 'ensure' | 'prefer' | 'unfinished' | 'clearBusyIfIdle'>;
}

/**
 * Starts or resumes the listing of a session, accounts in use first.
 * @param force lists again although the cached list is fresh.
 */
export async function listRoles(deps: ListRolesDeps, session: LiveSession, force = false): Promise<void> {
  const { index, flights, personal } = deps;
  await index.ensure(session, flights.signal(session.id), force);
  index.prefer(session, accountsInUse(await personal.read(session)));
}

/** The current session if requests can be made for it, else null. */
export async function currentLive({ sessions }: Pick<ListCurrentDeps, 'sessions'>): Promise<LiveSession | null> {
  const current = await sessions.current();
  // The popup has a screen for whatever is missing, so nothing is reported from here.
  return current && sessions.live(current.key).catch(() => null);
}

/** Lists for the current session, if requests can be made for it. */
export async function listCurrent(deps: ListCurrentDeps): Promise<void> {
  const session = await currentLive(deps);
  if (session) await listRoles(deps, session);
}

/** Resumes the listing that was under way when the browser stopped the worker. */
export async function resumeListing(deps: ResumeListingDeps): Promise<void> {
  const current = await deps.sessions.current();
  if (current && !current.expired && (await deps.index.unfinished(current))) return listCurrent(deps);
  deps.index.clearBusyIfIdle();
}
