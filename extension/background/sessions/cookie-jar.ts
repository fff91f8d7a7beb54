import { type Portal, parsePortalUrl, portalApiOrigin } from '#core/portals/portals.ts';
import { createQueue } from '../storage/areas.ts';

/*
 * The one cookie that is a portal's session, read from the browser where the page itself may not read it (HttpOnly).
 * Needs the `cookies` permission, which is asked for only then.
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

interface Place extends Portal {
  readonly store: string;
}

interface Wanted {
  readonly url: string;
  readonly name: string;
  readonly storeId: string;
  readonly partitionKey?: object;
  readonly firstPartyDomain?: null;
}

/** The browser's `cookies`. */
export interface Cookies {
  get(wanted: Wanted): Promise<Cookie | null>;
  getAll(wanted: Wanted): Promise<readonly Cookie[]>;
}

/** Chromium's own ids of the two stores that it has; Firefox names its stores in each tab. */
const chromiumStores: Readonly<Record<string, string>> = { default: '0', private: '1' };

export const storeIdOf = (store: string): string => chromiumStores[store] ?? store;

/** Whether a site (`https://awsapps.com`) is the host's own: a partition of another site is none of the portal's. */
function isOwnSite(site: string | undefined, host: string): boolean {
  const own = site !== undefined && URL.canParse(site) ? new URL(site).hostname : host;
  return host === own || host.endsWith(`.${own}`);
}

/** Whether a change of this cookie may be one of that portal's session. */
export function concerns({ name, domain, storeId }: Cookie, place: Pick<Place, 'startUrl' | 'store'>): boolean {
  const { hostname } = new URL(place.startUrl);
  const sameHost = hostname === domain || (domain.startsWith('.') && hostname.endsWith(domain));
  return name === NAME && sameHost && storeId === storeIdOf(place.store);
}

/**
 * Firefox wants a first party named where the user has switched first-party isolation on, and Chromium does not know
 * the word; a cookie may be kept in the portal's own partition. So each way is tried in turn.
 */
async function find(cookies: Cookies, wanted: Wanted, host: string): Promise<Cookie | undefined> {
  const plain = await cookies.get(wanted).catch(() => null);
  if (plain) return plain;
  const everywhere = { ...wanted, partitionKey: {} };
  const found = await cookies
    .getAll(everywhere)
    .catch(() => cookies.getAll({ ...everywhere, firstPartyDomain: null }))
    .catch(() => []);
  return found.find(({ partitionKey }) => isOwnSite(partitionKey?.topLevelSite, host));
}

/** The session's token of exactly that portal in exactly that cookie store, null when there is none. */
async function tokenOf(cookies: Cookies, { startUrl, store }: Place): Promise<string | null> {
  const wanted = { url: startUrl, name: NAME, storeId: storeIdOf(store) };
  const value = (await find(cookies, wanted, new URL(startUrl).hostname))?.value.replace(/^"(.*)"$/, '$1');
  return value !== undefined && TOKEN.test(value) ? value : null;
}

/** What must be granted beside `cookies`: the origins of a portal whose region the table lacks. */
export function originsToGrant({ startUrl, partition, region }: Portal): string[] {
  if (parsePortalUrl(startUrl) !== null || region === null) return [];
  return [new URL(startUrl).origin, portalApiOrigin(partition, region)];
}

export interface CookieJarDeps {
  /** The browser's own, undefined while it was never granted. */
  readonly cookies: () => Cookies | undefined;
  readonly permissions: { contains(wanted: { permissions: string[]; origins: string[] }): Promise<boolean> };
}

/** The jar, closed until the user has allowed to read it; a permission may be withdrawn at any time. */
export function createCookieJar({ cookies, permissions }: CookieJarDeps) {
  async function isOpen(place: Place): Promise<boolean> {
    const origins = originsToGrant(place).map((origin) => `${origin}/*`);
    return permissions.contains({ permissions: ['cookies'], origins }).catch(() => false);
  }
  return {
    isOpen,
    /** Two looks into the jar at once would take one session for two. */
    inTurn: createQueue(),
    /** @returns undefined while the jar is closed for this portal, null when there is no session in it. */
    async read(place: Place): Promise<string | null | undefined> {
      const open = cookies();
      return open && (await isOpen(place)) ? tokenOf(open, place) : undefined;
    },
  };
}

export type CookieJar = ReturnType<typeof createCookieJar>;
