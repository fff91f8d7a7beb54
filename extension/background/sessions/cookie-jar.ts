import { type Portal, parsePortalUrl, portalApiOrigin } from '#core/portals/portals.ts';
import { createQueue } from '../storage/areas.ts';

/*
 * Reads the cookie that holds a portal's session from the browser, for pages that may not read it themselves
 * (HttpOnly). This needs the `cookies` permission, which the popup requests only then.
 */

const NAME = 'x-amz-sso_authn';
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** A cookie as browsers give it; Firefox adds its own fields. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly storeId: string;
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

/** The browser's `cookies`. */
export interface Cookies {
  get(query: CookieQuery): Promise<Cookie | null>;
  getAll(query: CookieQuery): Promise<readonly Cookie[]>;
}

/** Chromium's ids of its two stores; Firefox gives the id with each tab. */
const chromiumStores: Readonly<Record<string, string>> = { default: '0', private: '1' };

/** The browser's id of a session's cookie store. */
export const storeIdOf = (store: string): string => chromiumStores[store] ?? store;

/** Whether a site (`https://awsapps.com`) contains the host. Cookies in another site's partition are not the portal's. */
function isOwnSite(site: string | undefined, host: string): boolean {
  const own = site !== undefined && URL.canParse(site) ? new URL(site).hostname : host;
  return host === own || host.endsWith(`.${own}`);
}

/** Whether a change of this cookie may change that portal's session. */
export function concerns({ name, domain, storeId }: Cookie, place: Pick<PortalInStore, 'startUrl' | 'store'>): boolean {
  const { hostname } = new URL(place.startUrl);
  const sameHost = hostname === domain || (domain.startsWith('.') && hostname.endsWith(domain));
  return name === NAME && sameHost && storeId === storeIdOf(place.store);
}

/**
 * With first-party isolation, Firefox requires `firstPartyDomain`, which Chromium refuses; and the cookie may be in the
 * portal's own partition. So each form of the query is tried in turn.
 */
async function find(cookies: Cookies, query: CookieQuery, host: string): Promise<Cookie | undefined> {
  const plain = await cookies.get(query).catch(() => null);
  if (plain) return plain;
  const everywhere = { ...query, partitionKey: {} };
  const found = await cookies
    .getAll(everywhere)
    .catch(() => cookies.getAll({ ...everywhere, firstPartyDomain: null }))
    .catch(() => []);
  return found.find(({ partitionKey }) => isOwnSite(partitionKey?.topLevelSite, host));
}

/** The session's token of exactly that portal in exactly that cookie store, null when there is none. */
async function tokenOf(cookies: Cookies, { startUrl, store }: PortalInStore): Promise<string | null> {
  const query = { url: startUrl, name: NAME, storeId: storeIdOf(store) };
  const value = (await find(cookies, query, new URL(startUrl).hostname))?.value.replace(/^"(.*)"$/, '$1');
  return value !== undefined && TOKEN.test(value) ? value : null;
}

/** The origins to be granted besides `cookies`: those of a portal whose region is not in the table. */
export function originsToGrant({ startUrl, partition, region }: Portal): string[] {
  if (parsePortalUrl(startUrl) !== null || region === null) return [];
  return [new URL(startUrl).origin, portalApiOrigin(partition, region)];
}

export interface CookieJarDeps {
  /** The browser's `cookies`, undefined until it is granted. */
  readonly cookies: () => Cookies | undefined;
  readonly permissions: { contains(wanted: { permissions: string[]; origins: string[] }): Promise<boolean> };
}

/** The browser's cookies, as far as the user allows Keyferry to read them. */
export interface CookieJar {
  /** Whether the permissions for this portal's cookie are granted now; they may be withdrawn at any time. */
  isOpen(portal: PortalInStore): Promise<boolean>;
  /** The session token of a portal: undefined without permission, null when there is no session. */
  read(portal: PortalInStore): Promise<string | null | undefined>;
  /** Serialises reads: concurrent reads would register the session twice. */
  readonly inTurn: ReturnType<typeof createQueue>;
}

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
      return granted && (await isOpen(portal)) ? tokenOf(granted, portal) : undefined;
    },
  };
}
