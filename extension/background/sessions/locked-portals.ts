import type { LockedPortal } from '#core/protocol/messages.ts';
import { type CookieJar, originsToGrant } from './cookie-jar.ts';
import type { PortalMemory } from './portal-memory.ts';
import { samePlace } from './session.ts';
import type { SessionStore } from './session-store.ts';
import type { UnreadablePortal, UnreadablePortals } from './unreadable-portals.ts';

export interface LockedPortalsDeps {
  readonly unreadable: Pick<UnreadablePortals, 'all'>;
  readonly store: Pick<SessionStore, 'all'>;
  readonly jar: Pick<CookieJar, 'isOpen'>;
  readonly portals: Pick<PortalMemory, 'of'>;
}

/** Finds portals that seem to be signed in, but whose session cookie Keyferry may not read. */
export async function lockedPortals(deps: LockedPortalsDeps): Promise<readonly LockedPortal[]> {
  const all = await deps.unreadable.all();
  if (all.length === 0) return [];
  const sessions = await deps.store.all();
  const lockedAt = async (portal: UnreadablePortal): Promise<LockedPortal[]> => {
    if (portal.declined || sessions.some((each) => samePlace(each, portal)) || (await deps.jar.isOpen(portal)))
      return [];
    const { startUrl, label } = portal;
    const wasReadable = (await deps.portals.of(portal)).capture === 'page';
    return [{ startUrl, label, origins: originsToGrant(portal), wasReadable }];
  };
  return (await Promise.all(all.map(lockedAt))).flat();
}
