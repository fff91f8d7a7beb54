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

export interface UnreadablePortals {
  all(): Promise<readonly UnreadablePortal[]>;
  /** Adds a portal, or replaces the entry of its place. */
  put(portal: UnreadablePortal): Promise<void>;
  /** Removes the portals that match; writes nothing when none does. */
  remove(matches: (place: PlaceInWindow) => boolean): Promise<void>;
}

/** In `storage.session`: they end with the browser. */
export function createUnreadablePortals(memory: Area): UnreadablePortals {
  const queue = createQueue();
  const stored = createCachedValue<readonly UnreadablePortal[]>(memory, KEY);
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
