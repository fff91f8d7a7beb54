import { type Portal, parsePortalUrl, portalApiOrigin } from '#core/portals/portals.ts';
import { createQueue } from '../storage/areas.ts';

/**
 * Reads the cookie with a portal's session from the browser. This is done if the page's scripts cannot read this cookie
 * (HttpOnly), and for live profiles after a restart of the browser. It needs the `cookies` permission, which the popup
 * requests only for these two purposes.
 */

const NAME = 'x-amz-sso_authn';
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** A cookie as browsers return it. Firefox adds more fields. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly storeId: string;
  /** The site for which Firefox isolates the cookie (first-party isolation). Empty without isolation. */
  readonly firstPartyDomain?: string | undefined;
  readonly partitionKey?: { readonly topLevelSite?: string | undefined } | null | undefined;
}

interface PortalInStore extends Portal {
  readonly store: string;
}

interface CookieQuery {
  readonly url: string;
  readonly name: string;
  readonly storeId: string;
  readonly partitionKey?: object;
  readonly firstPartyDomain?: null;
}

/** The browser's API `cookies`. */
export interface Cookies {
  /** All cookies that match the query. */
  getAll(query: CookieQuery): Promise<readonly Cookie[]>;
}

/** The ids of Chromium's two cookie stores. In Firefox, each tab has the id of its cookie store. */
const chromiumStores: Readonly<Record<string, string>> = { default: '0', private: '1' };

/** The id that the browser uses for a session's cookie store. */
export const storeIdOf = (store: string): string => chromiumStores[store] ?? store;

/**
 * Whether the host belongs to a site, for example to `https://awsapps.com`. True if there is no site. Cookies that are
 * kept for another site are not used.
 */
function isOwnSite(site: string | undefined, host: string): boolean {
  const own = site && URL.canParse(site) ? new URL(site).hostname : host;
  return host === own || host.endsWith(`.${own}`);
}

/** Whether a change of this cookie may change the portal's session. */
export function concerns({ name, domain, storeId }: Cookie, place: Pick<PortalInStore, 'startUrl' | 'store'>): boolean {
  const { hostname } = new URL(place.startUrl);
  const sameHost = hostname === domain || (domain.startsWith('.') && hostname.endsWith(domain));
  return name === NAME && sameHost && storeId === storeIdOf(place.store);
}

/**
 * Every session cookie that the portal's page sees. With first-party isolation, Firefox needs the field
 * `firstPartyDomain`, but Chromium refuses it. Cookies may be partitioned, but older browsers refuse the field
 * `partitionKey`. So several forms of the query are tried, one after another.
 */
async function allSeen(cookies: Cookies, { startUrl, store }: PortalInStore): Promise<readonly Cookie[]> {
  const host = new URL(startUrl).hostname;
  // The URL ends with a slash. Otherwise the browser would not return cookies whose path ends with a slash.
  const query = { url: `${startUrl}/`, name: NAME, storeId: storeIdOf(store) };
  const everywhere = { ...query, partitionKey: {} };
  const found = await cookies
    .getAll(everywhere)
    .catch(() => cookies.getAll({ ...everywhere, firstPartyDomain: null }))
    .catch(() => cookies.getAll(query))
    .catch(() => []);
  return found.filter(
    ({ partitionKey, firstPartyDomain }) =>
      isOwnSite(partitionKey?.topLevelSite, host) && isOwnSite(firstPartyDomain && `https://${firstPartyDomain}`, host),
  );
}

/** What the browser's cookies say about a portal's session. */
export type CookieSession =
  | { readonly is: 'none' }
  /** There are session cookies with different values. Another host may have set one of them for the parent domain. */
  | { readonly is: 'two-cookies' }
  | { readonly is: 'token'; readonly token: string };

/** The session of this portal in this cookie store. A cookie of a parent domain is not used as the session. */
async function sessionOf(cookies: Cookies, portal: PortalInStore): Promise<CookieSession> {
  const { hostname } = new URL(portal.startUrl);
  const seen = (await allSeen(cookies, portal)).map(({ domain, value }) => ({
    isOwn: domain === hostname || domain === `.${hostname}`,
    value: value.replace(/^"(.*)"$/, '$1'),
  }));
  if (new Set(seen.map(({ value }) => value)).size > 1) return { is: 'two-cookies' };
  const own = seen.find(({ isOwn }) => isOwn);
  return own && TOKEN.test(own.value) ? { is: 'token', token: own.value } : { is: 'none' };
}

/**
 * If a portal's region is not in Keyferry's table of regions, the user must grant access to these origins too, besides
 * the `cookies` permission. Empty for all other portals.
 */
export function originsToGrant({ startUrl, partition, region }: Portal): string[] {
  if (parsePortalUrl(startUrl) !== null || region === null) return [];
  return [new URL(startUrl).origin, portalApiOrigin(partition, region)];
}

export interface CookieJarDeps {
  /** The browser's API `cookies`. Undefined until the user grants the permission. */
  readonly cookies: () => Cookies | undefined;
  readonly permissions: { contains(wanted: { permissions: string[]; origins: string[] }): Promise<boolean> };
}

/** The browser's cookies. They can be read only if the user allows it. */
export interface CookieJar {
  /** Whether Keyferry may read this portal's cookie now. The user may withdraw the permissions at any time. */
  isOpen(portal: PortalInStore): Promise<boolean>;
  /** The session of a portal. Null without the permissions. */
  read(portal: PortalInStore): Promise<CookieSession | null>;
  /** Runs tasks one after another. Two tasks that read cookies at the same time could store the same session twice. */
  readonly inTurn: ReturnType<typeof createQueue>;
}

/** Creates the access to the browser's cookies. */
export function createCookieJar({ cookies, permissions }: CookieJarDeps): CookieJar {
  async function isOpen(portal: PortalInStore): Promise<boolean> {
    const origins = originsToGrant(portal).map((origin) => `${origin}/*`);
    return permissions.contains({ permissions: ['cookies'], origins }).catch(() => false);
  }
  return {
    isOpen,
    inTurn: createQueue(),
    async read(portal) {
      const granted = cookies();
      return granted && (await isOpen(portal)) ? sessionOf(granted, portal) : null;
    },
  };
}
