import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import type { SessionPlace } from '../storage/session-data.ts';
import { type Cookie, type CookieJar, concerns } from './cookie-jar.ts';
import type { PortalMemory, RememberedPortal } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import { samePlace } from './session.ts';
import type { NamedRegion } from './session-region.ts';
import type { Sessions } from './sessions.ts';
import type { AmbiguousPortals, UnreadablePortal, UnreadablePortals } from './unreadable-portals.ts';

/** A changed cookie, as the browser's `cookies.onChanged` reports it. */
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
  /** Ends the session of a portal in a cookie store, as if the user had signed out. */
  readonly endPlace: (place: SessionPlace) => Promise<void>;
  /** Publishes the state that the popup shows. Called after sessions were read. */
  readonly refresh: () => Promise<unknown>;
}

/**
 * Reads sessions from the browser's cookies, for portals whose pages cannot read their own cookie. This needs the
 * `cookies` permission.
 */
export interface CookieCapture {
  /**
   * Call this when a page seems to be signed in but cannot read its own cookie. If the page announced a session
   * earlier, this session is ended.
   */
  pageIsUnreadable(page: PortalPlace, named: NamedRegion | null): Promise<void>;
  /**
   * Call this when a page can read its own cookie or has no cookie. Then the browser's cookies are not read for this
   * page.
   */
  pageIsReadable(page: PortalPlace): Promise<void>;
  /**
   * Call this when a page sees two different session cookies. Neither of the two cookies is used, and the popup shows
   * the reason.
   */
  pageIsAmbiguous(page: PortalPlace): Promise<void>;
  /** Call this when a cookie changed. The portal may have sent a new token, or a user may have signed in or out. */
  cookieChanged(change: CookieChange): Promise<void>;
  /**
   * Reads the sessions of all portals whose pages cannot read their own cookie. Also reads the sessions of the portals
   * whose last session was read from the browser's cookies.
   */
  readAll(): Promise<void>;
  /**
   * For the given portals without a session, reads the session from the browser's cookies. Live profiles need this
   * after the browser was restarted, even if the portal's page could read its cookie the last time.
   */
  restore(startUrls: readonly string[]): Promise<void>;
  /** Call this when a permission was withdrawn. Ends the sessions that were read with this permission. */
  permissionRemoved(): Promise<void>;
  /**
   * Call this when the user accepts or declines a portal. If the portal's region is not in Keyferry's table of regions,
   * our script does not run in the portal's page. Such a portal is added when the user accepts it, and forgotten when
   * the user declines it.
   */
  wantPortal(startUrl: string, wanted: boolean): Promise<void>;
  /** Forgets the portals whose pages are closed. @param open the start URLs of the open pages. */
  forgetClosedPages(open: ReadonlySet<string>): Promise<void>;
}

type Remembered = readonly (readonly [startUrl: string, remembered: RememberedPortal])[];

/** The remembered portals that have no session in the cookie store of normal windows. */
async function withoutSession({ sessions, defaultStore: store }: CookieCaptureDeps, remembered: Remembered) {
  const known = await sessions.all();
  return remembered.flatMap(([startUrl, { region }]): UnreadablePortal[] => {
    const portal = parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl);
    if (!portal || known.some((each) => samePlace(each, { store, startUrl }))) return [];
    const named = region?.from === 'env' || region?.from === 'meta' ? { name: region.name, from: region.from } : null;
    return [{ ...portal, store, isPrivate: false, named }];
  });
}

/** Creates the part that reads sessions from the browser's cookies. */
export function createCookieCapture(deps: CookieCaptureDeps): CookieCapture {
  const { sessions, unreadable, ambiguous, jar, endPlace } = deps;

  /**
   * Reads a portal's session from the browser's cookies and stores it. Does nothing without the `cookies` permission.
   */
  async function read(portal: UnreadablePortal): Promise<void> {
    const found = await jar.read(portal);
    if (found === null) return;
    if (found.is === 'two-cookies') await ambiguous.put(portal);
    else await ambiguous.remove((each) => samePlace(each, portal));
    const { named } = portal;
    if (found.is === 'token' && (await sessions.announce(portal, { token: found.token, named, capture: 'cookies' })))
      return;
    // If the page itself has announced a session meanwhile, the page will also report the end of this session. So only
    // a session from the browser's cookies is ended here.
    if ((await sessions.at(portal))?.capture === 'cookies') await endPlace(portal);
  }

  async function readEach(portals: readonly UnreadablePortal[]): Promise<void> {
    await jar.inTurn(async () => {
      for (const portal of portals) await read(portal);
    });
    await deps.refresh();
  }

  /**
   * Selects the portals that have no session and whose cookie may be read now. Adds them to the list of portals whose
   * session only the browser can read.
   * @returns the added portals.
   */
  async function openRemembered(remembered: Remembered): Promise<readonly UnreadablePortal[]> {
    const added: UnreadablePortal[] = [];
    for (const portal of await withoutSession(deps, remembered)) {
      if (!(await jar.isOpen(portal))) continue;
      await unreadable.put(portal);
      added.push(portal);
    }
    return added;
  }

  /** Marks a portal as declined. If our script does not run in the portal's page, the portal is forgotten. */
  async function decline(startUrl: string): Promise<void> {
    if (parseNewPortalUrl(startUrl)) return unreadable.remove((each) => each.startUrl === startUrl);
    const portals = (await unreadable.all()).filter((each) => each.startUrl === startUrl);
    for (const portal of portals) await unreadable.put({ ...portal, declined: true });
  }

  return {
    async pageIsUnreadable(page, named) {
      // The page reports its unreadable cookie each time the popup opens. So it must be remembered that the user
      // declined the portal.
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
      // When a cookie is overwritten, the browser reports two changes. The first one says that the cookie was removed.
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
      // Portals are kept if their region is not in Keyferry's table of regions. Our script does not run in their pages,
      // so no page would announce them again.
      await unreadable.remove(
        (portal) =>
          !open.has(portal.startUrl) &&
          parsePortalUrl(portal.startUrl) !== null &&
          !known.some((each) => samePlace(each, portal)),
      );
    },
  };
}
