import { type Area, createQueue, readValue } from '../storage/areas.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';

const KEY = 'cookiePlaces';

/** The region that a page named, unchecked, and where. */
export interface NamedRegion {
  readonly name: string;
  readonly from: 'env' | 'meta';
}

/** A portal whose session only the browser can read, with what its page said of itself. */
export interface CookiePlace extends PortalPlace {
  readonly named: NamedRegion | null;
}

type Where = Pick<PortalPlace, 'store' | 'startUrl' | 'isPrivate'>;

/** These places, in `storage.session`: they go with the browser. */
export function createCookiePlaces(memory: Area) {
  const queue = createQueue();
  const all = async (): Promise<readonly CookiePlace[]> => (await readValue<CookiePlace[]>(memory, KEY)) ?? [];

  return {
    all,

    put: (place: CookiePlace) =>
      queue(async () => {
        const others = (await all()).filter((each) => !samePlace(each, place));
        await memory.set({ [KEY]: [...others, place] });
      }),

    /** Removes those that match; writes nothing where none does. */
    remove: (matches: (place: Where) => boolean) =>
      queue(async () => {
        const before = await all();
        const after = before.filter((each) => !matches(each));
        if (after.length < before.length) await memory.set({ [KEY]: after });
      }),
  };
}

export type CookiePlaces = ReturnType<typeof createCookiePlaces>;
