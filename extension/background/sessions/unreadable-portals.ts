import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import type { NamedRegion } from './session-region.ts';

const KEY = 'cookiePlaces';

/** A portal whose session only the browser can read, with the region that its page named (unchecked). */
export interface UnreadablePortal extends PortalPlace {
  readonly named: NamedRegion | null;
  /** The user has put it off: it is not offered again while its page is open. */
  readonly declined?: true;
}

type PlaceInWindow = Pick<PortalPlace, 'store' | 'startUrl' | 'isPrivate'>;

/** Portals by cookie store and start URL. */
interface PlaceList<Portal> {
  all(): Promise<readonly Portal[]>;
  /** Adds a portal, or replaces the entry of its place. */
  put(portal: Portal): Promise<void>;
  /** Removes the portals that match; writes nothing when none does. */
  remove(matches: (place: PlaceInWindow) => boolean): Promise<void>;
}

/** In `storage.session`: they end with the browser. @param key of the list in that area. */
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
export const createUnreadablePortals = (memory: Area): UnreadablePortals => createPlaceList(memory, KEY);

/** Portals whose pages see two different session cookies, so that neither is used. */
export type AmbiguousPortals = PlaceList<PortalPlace>;
export const createAmbiguousPortals = (memory: Area): AmbiguousPortals => createPlaceList(memory, 'ambiguousPlaces');
