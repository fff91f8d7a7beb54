import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import type { NamedRegion } from './session-region.ts';

const KEY = 'cookiePlaces';

/** A portal whose session only the browser can read. `named` is the region that the page named. It is not checked. */
export interface UnreadablePortal extends PortalPlace {
  readonly named: NamedRegion | null;
  /**
   * True if the user declined the portal. The popup then does not suggest the portal again while the portal's page is
   * open.
   */
  readonly declined?: true;
}

type PlaceInWindow = Pick<PortalPlace, 'store' | 'startUrl' | 'isPrivate'>;

/** A list of portals. It has one entry for each cookie store and start URL. */
interface PlaceList<Portal> {
  all(): Promise<readonly Portal[]>;
  /** Adds a portal, or replaces the entry with the same cookie store and start URL. */
  put(portal: Portal): Promise<void>;
  /** Removes the portals for which `matches` returns true. Writes nothing if there is no such portal. */
  remove(matches: (place: PlaceInWindow) => boolean): Promise<void>;
}

/** Creates a list in `storage.session`. The list is lost when the browser is closed. @param key the key of the list. */
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
/** Creates the list of portals whose session only the browser can read. */
export const createUnreadablePortals = (memory: Area): UnreadablePortals => createPlaceList(memory, KEY);

/** Portals whose pages see two different session cookies. The worker uses neither cookie. */
export type AmbiguousPortals = PlaceList<PortalPlace>;
/** Creates the list of portals whose pages see two different session cookies. */
export const createAmbiguousPortals = (memory: Area): AmbiguousPortals => createPlaceList(memory, 'ambiguousPlaces');
