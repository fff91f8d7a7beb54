import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import type { Worker } from '../worker.ts';
import { type Cookie, concerns } from './cookie-jar.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import { endPlace } from './sign-out.ts';
import type { CookiePlace, NamedRegion } from './unreadable-portals.ts';

/*
 * Sessions that only the browser can read: followed through the `cookies` permission for the portals that need it, and
 * handed to the same interface as those that a page tells.
 */

/** Takes a place's session as the browser has it now; a closed jar tells nothing. */
async function read(worker: Worker, place: CookiePlace): Promise<void> {
  const token = await worker.jar.read(place);
  if (token === undefined) return;
  if (token !== null) return worker.sessions.announce(place, { token, named: place.named, capture: 'cookies' });
  const known = (await worker.sessions.at(place)) !== undefined;
  if (known) await endPlace(worker, place);
}

async function readAll(worker: Worker, places: readonly CookiePlace[]): Promise<void> {
  await worker.jar.inTurn(async () => {
    for (const place of places) await read(worker, place);
  });
  await worker.view.refresh();
}

/** A page seems to be signed in and cannot read its own cookie: what it told before no longer holds. */
export async function pageIsUnreadable(worker: Worker, page: PortalPlace, named: NamedRegion | null): Promise<void> {
  const place = { ...page, named };
  await worker.places.put(place);
  const told = await worker.sessions.at(page);
  if (told?.capture === 'page') await endPlace(worker, page);
  await readAll(worker, [place]);
}

/** The page itself can read its cookie, or has none: nothing is to be had from the browser. */
export const pageTells = ({ places }: Worker, page: PortalPlace): Promise<void> =>
  places.remove((each) => samePlace(each, page));

/** A cookie changed somewhere: a token was rotated, someone signed in or out. */
export async function cookieChanged(worker: Worker, { cookie, cause, removed }: CookieChange): Promise<void> {
  // An overwritten cookie is told of twice, first as gone.
  if (removed && cause === 'overwrite') return;
  const changed = (await worker.places.all()).filter((place) => concerns(cookie, place));
  if (changed.length > 0) await readAll(worker, changed);
}

export interface CookieChange {
  readonly cookie: Cookie;
  readonly cause: string;
  readonly removed: boolean;
}

/** Portals in use that could only be read from the browser the last time, where no session is known now. */
async function remembered({ ways, sessions, defaultStore: store }: Worker): Promise<CookiePlace[]> {
  const known = await sessions.all();
  return (await ways.byCookies()).flatMap(([startUrl, { region }]) => {
    const portal = parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl);
    if (!portal || known.some((each) => samePlace(each, { store, startUrl }))) return [];
    const named = region?.from === 'env' || region?.from === 'meta' ? { name: region.name, from: region.from } : null;
    return [{ ...portal, store, isPrivate: false, named }];
  });
}

/** Looks again at all that the browser may tell, the way that worked last time before any page is asked. */
export async function lookIntoJar(worker: Worker): Promise<void> {
  for (const place of await remembered(worker)) {
    if (await worker.jar.isOpen(place)) await worker.places.put(place);
  }
  await readAll(worker, await worker.places.all());
}

/** A permission was withdrawn: what was read by it is forgotten. */
export async function jarMayBeClosed(worker: Worker): Promise<void> {
  for (const place of await worker.places.all()) {
    const session = await worker.sessions.at(place);
    if (session?.capture === 'cookies' && !(await worker.jar.isOpen(place))) await endPlace(worker, place);
  }
}

/** The user wants this portal, or no longer. One whose region the table lacks has no page that could tell of it. */
export async function wantPortal(worker: Worker, startUrl: string, wanted: boolean): Promise<void> {
  const portal = parseNewPortalUrl(startUrl);
  if (!wanted) return worker.places.remove((each) => each.startUrl === startUrl);
  if (portal) await worker.places.put({ ...portal, store: worker.defaultStore, isPrivate: false, named: null });
}

/** Pages that were closed are asked for no longer; those of new regions have no script that could tell again. */
export async function forgetClosedPages(worker: Worker, open: ReadonlySet<string>): Promise<void> {
  const sessions = await worker.sessions.all();
  await worker.places.remove(
    (place) =>
      !open.has(place.startUrl) &&
      parsePortalUrl(place.startUrl) !== null &&
      !sessions.some((each) => samePlace(each, place)),
  );
}
