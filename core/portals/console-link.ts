import type { RoleRef } from '../credentials.ts';
import type { PartitionName } from './forms.ts';

/*
 * Links into the AWS console by way of the portal: the user guide's “shortcut links”, which every form of portal has
 * behind its start URL. Facts: IAM Identity Center user guide, “Create shortcut links”.
 */

/** Where each partition's console lives, and how its regions begin. */
const consoles: Readonly<Record<PartitionName, { readonly host: string; readonly regions: RegExp }>> = {
  aws: { host: 'console.aws.amazon.com', regions: /^(?!us-gov-|cn-|eusc-)/ },
  'aws-us-gov': { host: 'console.amazonaws-us-gov.com', regions: /^us-gov-/ },
  'aws-cn': { host: 'console.amazonaws.cn', regions: /^cn-/ },
  'aws-eusc': { host: 'console.amazonaws-eusc.eu', regions: /^eusc-/ },
};

/** Longer ones make links that browsers and portals cut. */
const MAX_PAGE = 1024;

const isConsole = ({ protocol, hostname, port, username, password }: URL, host: string): boolean =>
  protocol === 'https:' && (hostname === host || hostname.endsWith(`.${host}`)) && !port && !username && !password;

/** A path such as `s3` or `/ec2/home#Instances:` at the console's host; null for what leads elsewhere. */
function pageUrl(page: string, host: string): URL | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(page)) return null;
  const url = URL.canParse(`/${page.replace(/^\/+/, '')}`, `https://${host}`)
    ? new URL(`/${page.replace(/^\/+/, '')}`, `https://${host}`)
    : null;
  return url?.host === host ? url : null;
}

function given(page: string): URL | null {
  return /^https:/i.test(page) && URL.canParse(page) ? new URL(page) : null;
}

/**
 * The console's page that a link leads to.
 * @param page a whole https address of the partition's console, taken as it is; a path at it (`s3`, `/ec2/home`); or
 * empty for the console's own start.
 * @param region added to a path as `region=`, or empty; one of another partition is left out.
 * @returns empty where the portal's default will do, null when `page` is no page of that console.
 */
export function consoleDestination(partition: PartitionName, page: string, region: string): string | null {
  const { host, regions } = consoles[partition];
  const fitting = region !== '' && regions.test(region) ? region : '';
  const wanted = page.trim();
  if (wanted.length > MAX_PAGE || /[\s\p{Cc}\\]/u.test(wanted)) return null;
  if (wanted === '' && fitting === '') return '';
  const whole = given(wanted);
  if (whole) return isConsole(whole, host) ? whole.href : null;
  const url = pageUrl(wanted || 'console/home', host);
  if (url && fitting && !url.searchParams.has('region')) url.searchParams.set('region', fitting);
  return url?.href ?? null;
}

/**
 * `<start URL>/#/console?account_id=…&role_name=…[&destination=…]`: signs in to the console as that role.
 * @param startUrl canonical, as `parsePortalUrl` gives it.
 * @param destination what `consoleDestination` gave, or empty.
 */
export function consoleLink(startUrl: string, { accountId, roleName }: RoleRef, destination = ''): string {
  const values = [
    ['account_id', accountId],
    ['role_name', roleName],
    ['destination', destination],
  ].filter(([, value]) => value !== '');
  return `${startUrl}/#/console?${values.map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`).join('&')}`;
}
