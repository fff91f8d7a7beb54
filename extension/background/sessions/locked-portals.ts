import type { LockedPortal } from '#core/protocol/messages.ts';
import { type CookieJar, originsToGrant } from './cookie-jar.ts';
import type { WaysKept } from './portal-memory.ts';
import { samePlace } from './session.ts';
import type { SessionStore } from './session-store.ts';
import type { CookiePlace, CookiePlaces } from './unreadable-portals.ts';

export interface LockedDeps {
  readonly places: CookiePlaces;
  readonly store: SessionStore;
  readonly jar: CookieJar;
  readonly ways: WaysKept;
}

/** Portals that seem to be signed in while the jar that holds their session is closed to us. */
export async function lockedPortals({ places, store, jar, ways }: LockedDeps): Promise<readonly LockedPortal[]> {
  const all = await places.all();
  if (all.length === 0) return [];
  const sessions = await store.all();
  const lockedAt = async (place: CookiePlace): Promise<LockedPortal[]> => {
    if (sessions.some((each) => samePlace(each, place)) || (await jar.isOpen(place))) return [];
    const { startUrl, label } = place;
    const wasReadable = (await ways.of(place)).capture === 'page';
    return [{ startUrl, label, origins: originsToGrant(place), wasReadable }];
  };
  return (await Promise.all(all.map(lockedAt))).flat();
}
