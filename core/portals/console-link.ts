import type { RoleRef } from '../credentials.ts';
import type { PartitionName } from './forms.ts';

/*
 * Links that open the AWS console and sign in through the portal. They begin with the start URL. Source: IAM Identity
 * Center user guide, “Create shortcut links”.
 */

/** The console's host in each partition, and a pattern for the partition's regions. */
const consoles: Readonly<Record<PartitionName, { readonly host: string; readonly regions: RegExp }>> = {
  aws: { host: 'console.aws.amazon.com', regions: /^(?!us-gov-|cn-|eusc-)/ },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com', regions: /^us-gov-/ },
  'aws-cn': { host: 'console.amazonaws.cn', regions: /^cn-/ },
  'aws-eusc': { host: 'console.amazonaws-eusc.eu', regions: /^eusc-/ },
};

/** The maximum length of the address of a console page. Browsers and portals cut off longer links. */
const MAX_PAGE = 1024;

const isConsole = ({ protocol, hostname, port, username, password }: URL, host: string): boolean =>
  protocol === 'https:' && (hostname === host || hostname.endsWith(`.${host}`)) && !port && !username && !password;

/** The console's URL for a path such as `s3` or `/ec2/home#Instances:`; null if `page` leads to another host. */
function pageUrl(page: string, host: string): URL | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(page)) return null;
  const url = URL.canParse(`/${page.replace(/^\/+/, '')}`, `https://${host}`)
    ? new URL(`/${page.replace(/^\/+/, '')}`, `https://${host}`)
    : null;
  return url?.host === host ? url : null;
}

function asHttpsUrl(page: string): URL | null {
  return /^https:/i.test(page) && URL.canParse(page) ? new URL(page) : null;
}

/**
 * The address of the console page that a link opens.
 * @param page an https address on the partition's console, a path on the console's host (`s3`, `/ec2/home`), or empty
 * for the console's start page. An https address stays as it is.
 * @param region the region to add to a path as `region=`, or empty. A region of another partition is not added.
 * @returns the address; empty if `page` is empty and no region is added; null if `page` is not a page of the
 * partition's console.
 */
export function consoleDestination(partition: PartitionName, page: string, region: string): string | null {
  const { host, regions } = consoles[partition];
  const fitting = region !== '' && regions.test(region) ? region : '';
  const wanted = page.trim();
  if (wanted.length > MAX_PAGE || /[\s\p{Cc}\\]/u.test(wanted)) return null;
  if (wanted === '' && fitting === '') return '';
  const whole = asHttpsUrl(wanted);
  if (whole) return isConsole(whole, host) ? whole.href : null;
  const url = pageUrl(wanted || 'console/home', host);
  if (url && fitting && !url.searchParams.has('region')) url.searchParams.set('region', fitting);
  return url?.href ?? null;
}

/**
 * The link that signs in to the console as a role: `<start URL>/#/console?account_id=…&role_name=…[&destination=…]`.
 * @param startUrl in its canonical form, as `parsePortalUrl` returns it.
 * @param destination the result of `consoleDestination`; may be empty.
 */
export function consoleLink(startUrl: string, { accountId, roleName }: RoleRef, destination = ''): string {
  const values = [
    ['account_id', accountId],
    ['role_name', roleName],
    ['destination', destination],
  ].filter(([, value]) => value !== '');
  return `${startUrl}/#/console?${values.map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`).join('&')}`;
}
