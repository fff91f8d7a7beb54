import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import type { NamedRegion } from './session-region.ts';

const KEY = 'cookiePlaces';

/** A portal with a session that only the browser can read, and the region that the page named (not checked). */
export interface UnreadablePortal extends PortalPlace {
  readonly named: NamedRegion | null;
  /** The user declined the portal. It is not offered again while its page is open. */
  readonly declined?: true;
}

type PlaceInWindow = Pick<PortalPlace, 'store' | 'startUrl' | 'isPrivate'>;

/** Portals by cookie store and start URL. */
interface PlaceList<Portal> {
  all(): Promise<readonly Portal[]>;
  /** Adds a portal, or replaces the entry of the same place. */
  put(portal: Portal): Promise<void>;
  /** Removes the portals that match. Writes nothing when no portal matches. */
  remove(matches: (place: PlaceInWindow) => boolean): Promise<void>;
}

/** The list is in `storage.session`, so it ends with the browser. @param key the key of the list in this area. */
function createPlaceList<Portal extends PlaceInWindow>(memory: Area, key: string): PlaceList<Portal> {
  const queue = createQueue();
  const stored = createCachedValue<readonly Portal[]>(memory, key);
  const all = async () => (await stored.get()) ?? [];

  return {
    all,
    put: (portal) =>
      queue(async () => stored.set([...(await all()).filter((each) => !samePlace(each, portal)), portal])),
    remove: (matches) =>
      queue(async () => {
        const before = await all();
        const after = before.filter((each) => !matches(each));
        if (after.length < before.length) await stored.set(after);
      }),
  };
}

export type UnreadablePortals = PlaceList<UnreadablePortal>;
/** Creates the list of portals with a session that only the browser can read. */
export const createUnreadablePortals = (memory: Area): UnreadablePortals => createPlaceList(memory, KEY);

/** Portals with pages that see two different session cookies, so that neither cookie is used. */
export type AmbiguousPortals = PlaceList<PortalPlace>;
/** Creates the list of portals with two session cookies. */
export const createAmbiguousPortals = (memory: Area): AmbiguousPortals => createPlaceList(memory, 'ambiguousPlaces');
