import { makeOrganisation } from '../../portal-emulator/index.ts';
import type { LiveOptions, PortalDefinition } from '../../portal-emulator/options.ts';
import { defaultOrganisation } from '../../portal-emulator/organisation.ts';

/**
 * The portals for the tests of attacks 31 to 36 (docs/ATTACKS.md). Each portal is tested from the sign-in to a written
 * profile.
 */

export const UNLOCK = 'Allow reading this portal’s sign-in';

/** A portal and its special properties. */
export interface Variant {
  readonly title: string;
  readonly portal?: Omit<PortalDefinition, 'alias'>;
  readonly live?: Partial<LiveOptions>;
  /** The region that the person chooses if the portal's page does not contain a region. */
  readonly chosen?: string;
  /**
   * The button with which the person grants the permission that this portal needs. After the click, a browser may ask
   * the person, and no driver can answer this question. Chromium does not ask about the permission `cookies`. In
   * Firefox, a preference prevents the question (rig/firefox.ts).
   */
  readonly allow?: string;
  /**
   * True if the person types the portal's address into the popup, because Keyferry's content script does not run on the
   * portal's page.
   */
  readonly byAddress?: true;
  /**
   * True if this portal is always tested in both browsers. Without `both`, it is tested in Firefox only by `npm run
   * soak`, because Firefox has no special behaviour with such a portal.
   */
  readonly both?: true;
  /**
   * Set if this portal is tested only in Firefox. For its address, Chromium asks the person for a permission, and a
   * test cannot answer this question.
   */
  readonly only?: 'firefox';
  /** How many requests for pages of accounts fail at first. Keyferry repeats these requests. */
  readonly inVain?: number;
  /** The API that lists the roles. If this field is missing, Keyferry uses the public API. */
  readonly listedBy?: 'instance';
}

const root = { path: '/' };

/**
 * An organisation with so many accounts that the portal lists them on two pages. The account that the tests use is on
 * the second page.
 */
export const large = makeOrganisation({ accounts: 110, rolesPerAccount: 1 });
large.accounts = [
  ...large.accounts.map((account, at) => ({ ...account, accountName: `filler-${at}` })),
  ...defaultOrganisation().accounts,
];

/** Each row describes a separate portal. All these portals are tested in one browser. */
export const variants: readonly Variant[] = [
  { title: 'attack 31: a cookie that comes seconds after the page', live: { cookieDelayMs: 2500 } },
  { title: 'attack 32: the region is named in script#env', portal: { region: 'eu-central-1' } },
  {
    title: 'attack 32: the region is named in a meta tag',
    portal: { region: 'eu-central-1' },
    live: { regionBy: 'meta' },
  },
  {
    title: 'attack 32: the region is named nowhere',
    portal: { region: 'eu-north-1' },
    live: { regionBy: 'none' },
    chosen: 'eu-north-1',
  },
  {
    title: 'attack 32: the region is named in the host name',
    portal: { ...root, host: 'ssoins-1234567890abcde0.portal.eu-west-3.app.aws', region: 'eu-west-3' },
    live: { regionBy: 'none' },
  },
  { title: 'attack 33: /assignment/* answers 401', live: { assignmentApi: 401 }, listedBy: 'instance' },
  { title: 'attack 33: /assignment/* answers 403', live: { assignmentApi: 403 }, listedBy: 'instance' },
  { title: 'attack 33: /assignment/* answers 404', live: { assignmentApi: 404 }, listedBy: 'instance' },
  {
    title: 'attack 33: two pages of accounts, the last with the next token null',
    portal: { organisation: large },
    live: { lastPageToken: 'null' },
  },
  {
    title: 'attack 33: two pages of accounts, the last with an empty next token',
    portal: { organisation: large },
    live: { lastPageToken: 'empty' },
  },
  {
    title: 'attack 33: two pages of accounts, the last without a next token',
    portal: { organisation: large },
    live: { lastPageToken: 'absent' },
  },
  {
    title: 'attack 33: /instance/* with pages of 98 entries',
    portal: { organisation: large },
    live: { assignmentApi: 403 },
    listedBy: 'instance',
  },
  { title: 'attack 34: an extension’s Origin is refused', both: true, live: { refuseExtensionOrigins: true } },
  {
    title: 'attack 36: <id>.<region>.portal.amazonaws.com',
    portal: { ...root, host: 'ssoins-1234567890abcde1.eu-west-1.portal.amazonaws.com', region: 'eu-west-1' },
  },
  {
    title: 'attack 36: a directory in GovCloud',
    portal: {
      host: 'start.us-gov-home.awsapps.com',
      path: '/directory/acme',
      region: 'us-gov-west-1',
      partition: 'aws-us-gov',
    },
  },
  {
    title: 'attack 36: a directory in GovCloud, at a host with a region',
    portal: {
      host: 'start.us-gov-east-1.us-gov-home.awsapps.com',
      path: '/directory/d-1234567890',
      region: 'us-gov-east-1',
      partition: 'aws-us-gov',
    },
    live: { regionBy: 'none' },
  },
  {
    title: 'attack 36: the newer host in GovCloud',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde6.portal.us-gov-west-1.app.aws',
      region: 'us-gov-west-1',
      partition: 'aws-us-gov',
    },
  },
  {
    title: 'attack 36: a directory in China, at a host with a region',
    portal: {
      host: 'start.cn-north-1.home.awsapps.cn',
      path: '/directory/d-1234567890',
      region: 'cn-north-1',
      partition: 'aws-cn',
    },
    live: { regionBy: 'none' },
  },
  {
    title: 'attack 36: the dual-stack host in China',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde7.portal.cn-north-1.app.amazonwebservices.com.cn',
      region: 'cn-north-1',
      partition: 'aws-cn',
    },
  },
  {
    title: 'attack 36: the other host in the European Sovereign Cloud',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde8.eusc-de-east-1.portal.amazonaws.eu',
      region: 'eusc-de-east-1',
      partition: 'aws-eusc',
    },
  },
  {
    title: 'attack 36: an issuer’s address that leads to the portal',
    portal: { from: 'https://identitycenter.amazonaws.com/ssoins-1234567890abcde9' },
  },
  {
    title: 'attack 36: a company’s own address that leads to the portal',
    portal: { from: 'https://aws.example.com/' },
  },
  {
    title: 'attack 36: a directory in China',
    portal: {
      host: 'start.home.awsapps.cn',
      path: '/directory/d-1234567890',
      region: 'cn-north-1',
      partition: 'aws-cn',
    },
  },
  {
    title: 'attack 36: the newer host in China',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde2.cn-northwest-1.portal.amazonaws.com.cn',
      region: 'cn-northwest-1',
      partition: 'aws-cn',
    },
    live: { regionBy: 'none' },
  },
  {
    title: 'attack 36: the usual host in the European Sovereign Cloud',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde3.portal.eusc-de-east-1.api.amazonwebservices.eu',
      region: 'eusc-de-east-1',
      partition: 'aws-eusc',
    },
  },
  // These portals are tested after the portals above. The first test grants the permission `cookies`, and the
  // permission then stays granted.
  {
    title: 'attack 31: a cookie that only the browser can read',
    both: true,
    live: { cookieHttpOnly: true },
    allow: UNLOCK,
  },
  {
    title: 'attack 31: such a cookie on a newer host, after the permission was granted',
    portal: { ...root, host: 'ssoins-1234567890abcde5.portal.eu-west-1.app.aws', region: 'eu-west-1' },
    live: { cookieHttpOnly: true },
  },
  {
    title: 'attack 36: a region newer than this version, named in the page',
    portal: { region: 'eu-future-9' },
    allow: 'Allow and use eu-future-9',
    only: 'firefox',
    both: true,
  },
  {
    title: 'attack 36: a region newer than this version, named in the host name',
    portal: { ...root, host: 'ssoins-1234567890abcde4.portal.eu-future-9.app.aws', region: 'eu-future-9' },
    allow: UNLOCK,
    byAddress: true,
    only: 'firefox',
    both: true,
  },
];

/**
 * These portals are tested last. They throttle Keyferry, and Keyferry then sends its requests more slowly for a while.
 */
export const slowVariants: readonly Variant[] = [
  { title: 'attack 35: a portal that allows 3 requests a second', live: { throttle: { ratePerSecond: 3, burst: 3 } } },
  {
    title: 'attack 35: a list that takes 5 seconds',
    live: { faults: [{ do: 'delay', ms: 5000, on: '/assignment/accounts' }] },
  },
  {
    title: 'attack 35: lists that are cut in the middle and requested again',
    live: {
      faults: [
        { do: 'cut', on: '/assignment/accounts', times: 2 },
        { do: 'cut', on: '/assignment/roles', times: 1 },
      ],
    },
    inVain: 2,
  },
  {
    title: 'attack 35: a portal that refuses bursts and sends Retry-After',
    live: { throttle: { ratePerSecond: 20, burst: 1, retryAfterSeconds: 1 } },
  },
];

const all = [...variants, ...slowVariants];
export const aliasOf = (variant: Variant) => `variant-${all.indexOf(variant)}`;
export const startUrlOf = (variant: Variant) => {
  const { host = `${aliasOf(variant)}.awsapps.com`, path = '/start' } = variant.portal ?? {};
  return `https://${host}${path.replace(/\/$/, '')}`;
};
