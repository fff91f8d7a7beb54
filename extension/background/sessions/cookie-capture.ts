import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type Cookie, type CookieJar, concerns } from './cookie-jar.ts';
import type { PortalMemory, RememberedPortal } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import type { NamedRegion } from './session-region.ts';
import type { Sessions } from './sessions.ts';
import type { AmbiguousPortals, UnreadablePortal, UnreadablePortals } from './unreadable-portals.ts';

/** A change as the browser's `cookies.onChanged` reports it. */
export interface CookieChange {
  readonly cookie: Cookie;
  readonly cause: string;
  readonly removed: boolean;
}

export interface CookieCaptureDeps {
  readonly sessions: Pick<Sessions, 'all' | 'at' | 'announce'>;
  readonly unreadable: UnreadablePortals;
  readonly ambiguous: AmbiguousPortals;
  readonly jar: CookieJar;
  readonly portals: Pick<PortalMemory, 'readByCookies' | 'of'>;
  /** The cookie store of a normal window. */
  readonly defaultStore: string;
  /** Ends the session of a portal in a cookie store, in the same way as signing out. */
  readonly endPlace: (place: SessionPlace) => Promise<void>;
  /** Publishes the view after sessions were read. */
  readonly refresh: () => Promise<unknown>;
}

/** Reads sessions with the `cookies` permission, for portals with pages that cannot read their own cookie. */
export interface CookieCapture {
  /**
   * Call this when a page seems to be signed in but cannot read its own cookie. Any earlier announcement of its session
   * is no longer valid.
   */
  pageIsUnreadable(page: PortalPlace, named: NamedRegion | null): Promise<void>;
  /**
   * Call this when a page can read its cookie, or has no cookie. The browser's cookies are not needed for this page.
   */
  pageIsReadable(page: PortalPlace): Promise<void>;
  /** Call this when a page sees two different session cookies. Neither is used, and the popup shows the reason. */
  pageIsAmbiguous(page: PortalPlace): Promise<void>;
  /** Call this when a cookie changed. A token was rotated, or someone signed in or out. */
  cookieChanged(change: CookieChange): Promise<void>;
  /** Reads every session that only the browser can read, also for portals that were read in this way the last time. */
  readAll(): Promise<void>;
  /**
   * Reads the cookies of the given portals that have no session. Live profiles need this after a restart of the
   * browser, even if the portal's page could read the cookie the last time.
   */
  restore(startUrls: readonly string[]): Promise<void>;
  /** Call this when a permission was withdrawn. Ends the sessions that were read with this permission. */
  permissionRemoved(): Promise<void>;
  /**
   * Call this when the user accepts or declines a portal. If the portal's region is not in the table, no page can
   * announce the portal. Such a portal is added when it is accepted, and forgotten when it is declined.
   */
  wantPortal(startUrl: string, wanted: boolean): Promise<void>;
  /** Forgets portals without an open page. @param open the start URLs of the open pages. */
  forgetClosedPages(open: ReadonlySet<string>): Promise<void>;
}

type Remembered = readonly (readonly [startUrl: string, remembered: RememberedPortal])[];

/** The remembered portals that have no session now in the cookie store of normal windows. */
async function withoutSession({ sessions, defaultStore: store }: CookieCaptureDeps, remembered: Remembered) {
  const known = await sessions.all();
  return remembered.flatMap(([startUrl, { region }]): UnreadablePortal[] => {
    const portal = parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl);
    if (!portal || known.some((each) => samePlace(each, { store, startUrl }))) return [];
    const named = region?.from === 'env' || region?.from === 'meta' ? { name: region.name, from: region.from } : null;
    return [{ ...portal, store, isPrivate: false, named }];
  });
}

/** Creates the reading of sessions from the browser's cookies. */
export function createCookieCapture(deps: CookieCaptureDeps): CookieCapture {
  const { sessions, unreadable, ambiguous, jar, endPlace } = deps;

  /** Stores the session that the browser's cookies contain now. Changes nothing without the permission. */
  async function read(portal: UnreadablePortal): Promise<void> {
    const found = await jar.read(portal);
    if (found === null) return;
    if (found.is === 'two-cookies') await ambiguous.put(portal);
    else await ambiguous.remove((each) => samePlace(each, portal));
    const { named } = portal;
    if (found.is === 'token' && (await sessions.announce(portal, { token: found.token, named, capture: 'cookies' })))
      return;
    // If the page announced the session in the meantime, the page also reports its end.
    if ((await sessions.at(portal))?.capture === 'cookies') await endPlace(portal);
  }

  async function readEach(portals: readonly UnreadablePortal[]): Promise<void> {
    await jar.inTurn(async () => {
      for (const portal of portals) await read(portal);
    });
    await deps.refresh();
  }

  /** Adds those of the portals that have no session and whose cookie may be read now. Returns the added portals. */
  async function openRemembered(remembered: Remembered): Promise<readonly UnreadablePortal[]> {
    const added: UnreadablePortal[] = [];
    for (const portal of await withoutSession(deps, remembered)) {
      if (!(await jar.isOpen(portal))) continue;
      await unreadable.put(portal);
      added.push(portal);
    }
    return added;
  }

  /** Marks a portal as declined. A portal is dropped if it has no page that could announce it again. */
  async function decline(startUrl: string): Promise<void> {
    if (parseNewPortalUrl(startUrl)) return unreadable.remove((each) => each.startUrl === startUrl);
    const portals = (await unreadable.all()).filter((each) => each.startUrl === startUrl);
    for (const portal of portals) await unreadable.put({ ...portal, declined: true });
  }

  return {
    async pageIsUnreadable(page, named) {
      // The page repeats this report each time the popup opens.
      const declined = (await unreadable.all()).some((each) => each.declined && samePlace(each, page));
      const portal: UnreadablePortal = { ...page, named, ...(declined && { declined }) };
      await unreadable.put(portal);
      if ((await sessions.at(page))?.capture === 'page') await endPlace(page);
      await readEach([portal]);
    },
    async pageIsReadable(page) {
      await ambiguous.remove((each) => samePlace(each, page));
      await unreadable.remove((each) => samePlace(each, page));
    },
    async pageIsAmbiguous(page) {
      await unreadable.remove((each) => samePlace(each, page));
      await ambiguous.put(page);
      await endPlace(page);
    },
    async cookieChanged({ cookie, cause, removed }) {
      // The browser reports an overwritten cookie twice, the first time as removed.
      if (removed && cause === 'overwrite') return;
      const changed = (await unreadable.all()).filter((portal) => concerns(cookie, portal));
      if (changed.length > 0) await readEach(changed);
    },
    async readAll() {
      await openRemembered(await deps.portals.readByCookies());
      const portals = await unreadable.all();
      if (portals.length > 0) await readEach(portals);
    },
    async restore(startUrls) {
      const remembered = startUrls.map(
        async (url) => [url, await deps.portals.of({ startUrl: url, isPrivate: false })] as const,
      );
      const portals = await openRemembered(await Promise.all(remembered));
      if (portals.length > 0) await readEach(portals);
    },
    async permissionRemoved() {
      for (const portal of await unreadable.all()) {
        const session = await sessions.at(portal);
        if (session?.capture === 'cookies' && !(await jar.isOpen(portal))) await endPlace(portal);
      }
    },
    async wantPortal(startUrl, wanted) {
      const portal = parseNewPortalUrl(startUrl);
      if (!wanted) return decline(startUrl);
      if (portal) await unreadable.put({ ...portal, store: deps.defaultStore, isPrivate: false, named: null });
    },
    async forgetClosedPages(open) {
      const known = await sessions.all();
      await ambiguous.remove((portal) => !open.has(portal.startUrl));
      // A portal in a region outside the table has no page with our script that could announce it again.
      await unreadable.remove(
        (portal) =>
          !open.has(portal.startUrl) &&
          parsePortalUrl(portal.startUrl) !== null &&
          !known.some((each) => samePlace(each, portal)),
      );
    },
  };
}
