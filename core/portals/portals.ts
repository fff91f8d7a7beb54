import { BUILDER_ID_HOST, issuerHosts, type PartitionName, type PortalForm, partitions, portalForms } from './forms.ts';
import { portalApiOrigin } from './regions.ts';

export { type PartitionName, partitions } from './forms.ts';
export { knownRegion, newRegion, portalApiOrigin } from './regions.ts';

/*
 * Reads portal URLs, and makes match patterns for them in the form that browsers use. forms.ts lists the forms of
 * portal URLs.
 */

/** The facts about a portal that its URL contains. */
export interface Portal {
  /**
   * The start URL in its canonical form: `https://<host>/start`, `https://<host>/directory/<name>`, or `https://<host>`
   * for a portal at the host's root. It has no trailing slash, query or fragment.
   */
  readonly startUrl: string;
  /** The portal's short name for people, for example `demo` for `demo.awsapps.com`. */
  readonly label: string;
  readonly partition: PartitionName;
  /** The region in the host name; null if the host name contains no region. */
  readonly region: string | null;
}

/** One part of a host name between two dots. */
const NAME = '(?<name>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)';

const paths: Readonly<Record<PortalForm['path'], RegExp>> = {
  '/': /^\/$/,
  '/start': /^\/start(?:-[A-Za-z0-9-]{1,64})?(?=\/|$)/,
  '/directory/<name>': /^\/directory\/(?<name>[A-Za-z0-9-]{1,64})(?=\/|$)/,
};

/**
 * Which regions a host name may contain: only the regions in forms.ts, or any region that matches the partition's
 * pattern.
 */
type Regions = 'known' | 'any';

function hostPattern({ partition, host }: PortalForm, which: Regions): RegExp {
  const { regions, regionShape } = partitions[partition];
  const region = `(?<region>${which === 'known' ? regions.join('|') : regionShape})`;
  return new RegExp(`^${host.replaceAll('.', '\\.').replace('<name>', NAME).replace('<region>', region)}$`);
}

const readForms = (regions: Regions) =>
  portalForms.map((form) => ({ ...form, hostPattern: hostPattern(form, regions), pathPattern: paths[form.path] }));
const forms: Partial<Record<Regions, ReturnType<typeof readForms>>> = {};

function portalOf(url: URL, regions: Regions): { readonly portal: Portal; readonly form: PortalForm } | null {
  // The patterns are compiled on first use, because the native host does not need them for its first reply.
  forms[regions] ??= readForms(regions);
  for (const form of forms[regions]) {
    const host = form.hostPattern.exec(url.hostname);
    const path = form.pathPattern.exec(url.pathname);
    if (!host || !path) continue;
    const { partition } = form;
    const startUrl = `https://${url.hostname}${path[0].replace(/^\/$/, '')}`;
    const label = path.groups?.name ?? host.groups?.name ?? url.hostname;
    return { portal: { startUrl, label, partition, region: host.groups?.region ?? null }, form };
  }
  return null;
}

function readUrl(text: string, regions: Regions = 'known'): ReturnType<typeof portalOf> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:' || url.port || url.username || url.password) return null;
  return url.hostname === BUILDER_ID_HOST ? null : portalOf(url, regions);
}

/**
 * Reads the URL of an access portal's page.
 * @returns null for every other URL: another product on the same domain, a look-alike, the page of Builder ID, or a URL
 * with http, a port, user info, a trailing dot, or a region that the partition does not have.
 */
export function parsePortalUrl(text: string): Portal | null {
  return readUrl(text)?.portal ?? null;
}

/**
 * Reads the URL of a portal whose host name contains a region that is not in the table of forms.ts. AWS may open a
 * region before users get an update of the extension. Keyferry runs nothing on such a host before the user has allowed
 * exactly that origin.
 * @returns null for every other URL, including portals in known regions.
 */
export function parseNewPortalUrl(text: string): Portal | null {
  return readUrl(text) === null ? (readUrl(text, 'any')?.portal ?? null) : null;
}

/** The portal's short name for people. A text that is not a portal's URL is shown as it is. */
export const portalLabel = (startUrl: string): string => readUrl(startUrl, 'any')?.portal.label ?? startUrl;

/**
 * Reads an issuer address (`https://identitycenter.amazonaws.com/ssoins-…`). Such an address redirects to a portal. It
 * is not a portal itself, because it has no session.
 * @returns the address in its canonical form, or null for every other URL.
 */
export function issuerUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, instance] = /^\/(ssoins-[0-9a-f]{16})\/?$/.exec(url?.pathname ?? '') ?? [];
  const canonical = `https://${url?.host}/${instance}`;
  const plain = url?.origin === `https://${url?.host}` && !url.username && !url.password;
  return plain && instance && issuerHosts.includes(url.host) ? canonical : null;
}

/** Whether `text` is a start URL in its canonical form. The region may be known or new. */
export function isStartUrl(text: string): boolean {
  return text.length <= 256 && readUrl(text, 'any')?.portal.startUrl === text;
}

/** A match pattern compares path and query together. In a host name, `*` is allowed only at the left end. */
const pathGlobs: Readonly<Record<PortalForm['path'], readonly string[]>> = {
  '/': ['/', '/?*'],
  '/start': ['/start*'],
  '/directory/<name>': ['/directory/*'],
};

function patternsOf({ host, path }: PortalForm, region: string | null): string[] {
  const named = host.replace('<name>', '*').replace('<region>', region ?? '');
  return pathGlobs[path].map((glob) => `https://${named}${glob}`);
}

/** Match patterns of the pages on which the content script runs. */
export function portalPagePatterns(): string[] {
  return portalForms.flatMap((form) => {
    const { regions } = partitions[form.partition];
    return form.host.includes('<region>')
      ? regions.flatMap((region) => patternsOf(form, region))
      : patternsOf(form, null);
  });
}

/**
 * Match patterns of pages on which the content script must not run: the page of Builder ID, which belongs to no
 * organisation.
 */
export const otherPagePatterns: readonly string[] = [`https://${BUILDER_ID_HOST}/*`];

/**
 * The match patterns for the page of one portal. For a portal in a new region, they match the whole host. Empty if the
 * URL is not a portal's URL.
 */
export function pagePatternsOf(startUrl: string): string[] {
  const found = readUrl(startUrl);
  if (found) return patternsOf(found.form, found.portal.region);
  const added = parseNewPortalUrl(startUrl);
  return added ? [`${new URL(added.startUrl).origin}/*`] : [];
}

/**
 * Whether several directories have their portals on the host of this start URL. Such portals share the host's cookies.
 */
export function hasSharedHost(startUrl: string): boolean {
  return readUrl(startUrl, 'any')?.form.path === '/directory/<name>';
}

/** The directory id (`d-` and ten characters) in a start URL; null if the URL contains an alias or no directory. */
export function directoryIn(startUrl: string): string | null {
  const label = readUrl(startUrl, 'any')?.portal.label ?? '';
  return /^d-[0-9a-z]{10}$/.test(label) ? label : null;
}

/**
 * The form of a start URL as a pattern, for example `<name>.awsapps.com/start`; null if the URL is not a portal's URL.
 */
export function portalFormOf(startUrl: string): string | null {
  const form = readUrl(startUrl, 'any')?.form;
  return form ? `${form.host}${form.path}` : null;
}

/** Match patterns of every API host that the worker may reach without asking the user. */
export function portalApiPatterns(): string[] {
  return Object.entries(partitions).flatMap(([name, { regions }]) =>
    regions.map((region) => `${portalApiOrigin(name as PartitionName, region)}/*`),
  );
}

/**
 * Match patterns of the hosts that the popup may ask the user to allow: API hosts of new regions, and portal hosts with
 * a new region in their name. The popup asks for one exact origin at a time. Every matching host ends in a suffix that
 * belongs to AWS.
 */
export function optionalHostPatterns(): string[] {
  const apis = Object.values(partitions).map(({ dnsSuffix }) => dnsSuffix);
  const pages = portalForms.flatMap(({ host }) => host.split('<region>.')[1] ?? []);
  const suffixes = [...new Set([...apis, ...pages])];
  const widest = suffixes.filter((each) => !suffixes.some((other) => each.endsWith(`.${other}`)));
  return widest.map((suffix) => `https://*.${suffix}/*`);
}
