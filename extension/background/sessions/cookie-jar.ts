import { type Portal, parsePortalUrl, portalApiOrigin } from '#core/portals/portals.ts';
import { createQueue } from '../storage/areas.ts';

/*
 * Reads the cookie with a portal's session from the browser, if the page itself must not read this cookie (HttpOnly).
 * This needs the `cookies` permission, which the popup requests only in this case.
 */

const NAME = 'x-amz-sso_authn';
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** A cookie as browsers return it. Firefox adds more fields. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly storeId: string;
  /** The first party for which Firefox isolates the cookie. Empty without isolation. */
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

/** Chromium's ids of the two cookie stores. Firefox gives the id with each tab. */
const chromiumStores: Readonly<Record<string, string>> = { default: '0', private: '1' };

/** The browser's id of a session's cookie store. */
export const storeIdOf = (store: string): string => chromiumStores[store] ?? store;

/** Whether a site (`https://awsapps.com`) contains the host. Cookies in the partition of another site do not count. */
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
 * Every cookie with the session's name that the portal's page sees. With first-party isolation, Firefox requires
 * `firstPartyDomain`, but Chromium refuses it. The cookie may also be in the portal's own partition, but older browsers
 * have no partitions. So each form of the query is tried in turn.
 */
async function allSeen(cookies: Cookies, { startUrl, store }: PortalInStore): Promise<readonly Cookie[]> {
  const host = new URL(startUrl).hostname;
  // With the slash, the browser also returns cookies with the path of this folder.
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
  /** Different cookies have the session's name. Another host may have set a cookie for the parent domain. */
  | { readonly is: 'two-cookies' }
  | { readonly is: 'token'; readonly token: string };

/** The session of this portal in this cookie store. Only a cookie for exactly the portal's host counts. */
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

/** The origins that the user must grant besides `cookies`, for a portal in a region that is not in the table. */
export function originsToGrant({ startUrl, partition, region }: Portal): string[] {
  if (parsePortalUrl(startUrl) !== null || region === null) return [];
  return [new URL(startUrl).origin, portalApiOrigin(partition, region)];
}

export interface CookieJarDeps {
  /** The browser's `cookies`, or undefined until the user grants the permission. */
  readonly cookies: () => Cookies | undefined;
  readonly permissions: { contains(wanted: { permissions: string[]; origins: string[] }): Promise<boolean> };
}

/** The browser's cookies, if the user allows Keyferry to read them. */
export interface CookieJar {
  /** Whether the permissions for this portal's cookie are granted now. The user may withdraw them at any time. */
  isOpen(portal: PortalInStore): Promise<boolean>;
  /** The session of a portal; null without permission. */
  read(portal: PortalInStore): Promise<CookieSession | null>;
  /** Runs reads one after another, because two reads at the same time would register a session twice. */
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
