/*
 * Where access portals live and which API host belongs to each. Facts: AWS's endpoint rule set for `sso` (partitions,
 * suffixes) and the IAM Identity Center guide (URL forms). Data first, one pure parser after it.
 */

/** A partition's API suffix and the regions in which IAM Identity Center is known to run. */
export interface Partition {
  readonly dnsSuffix: string;
  readonly regions: readonly string[];
}

export const partitions = {
  aws: {
    dnsSuffix: 'amazonaws.com',
    regions: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-south-2',
      'ap-southeast-1',
      'ap-southeast-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-central-1',
      'ca-west-1',
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
      'sa-east-1',
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
    ],
  },
} as const satisfies Record<string, Partition>;

export type PartitionName = keyof typeof partitions;

/** Not a portal of any organisation: AWS Builder ID signs people in here, and it has no accounts. */
const BUILDER_ID_HOST = 'view.awsapps.com';

/** One form of portal URL: which hosts and paths it takes and what they tell. */
interface PortalForm {
  readonly partition: PartitionName;
  /** Matches the whole host name; group 1 is the portal's own name. */
  readonly host: RegExp;
  /** Matches the start of the path; the match becomes part of the start URL. */
  readonly path: RegExp;
}

const forms: readonly PortalForm[] = [
  {
    partition: 'aws',
    host: /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.awsapps\.com$/,
    path: /^\/start(?=\/|$)/,
  },
];

/** A portal as its URL tells it. */
export interface Portal {
  /** Canonical: `https://<host>/start`, no trailing slash, query or fragment. */
  readonly startUrl: string;
  /** The portal's own name (`demo` of `demo.awsapps.com`), for people's eyes. */
  readonly label: string;
  readonly partition: PartitionName;
}

/**
 * Reads a page's URL as an access portal's.
 * @returns null for anything else: another product on the same domain, a look-alike, http, a port, user info, a
 * trailing dot, Builder ID's portal.
 */
export function parsePortalUrl(text: string): Portal | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:' || url.port || url.username || url.password) return null;
  if (url.hostname === BUILDER_ID_HOST) return null;
  for (const form of forms) {
    const host = form.host.exec(url.hostname);
    const path = form.path.exec(url.pathname);
    if (host?.[1] && path) {
      return { startUrl: `https://${url.hostname}${path[0]}`, label: host[1], partition: form.partition };
    }
  }
  return null;
}

/** Whether `text` is a start URL in its canonical form. */
export function isStartUrl(text: string): boolean {
  return text.length <= 256 && parsePortalUrl(text)?.startUrl === text;
}

/**
 * A region that a page named, if AWS has it in the portal's partition. The region chooses where the session token
 * is sent, so a page cannot invent one (docs/DECISIONS.md, 8).
 */
export function knownRegion(partition: PartitionName, named: unknown): string | null {
  const regions: readonly string[] = partitions[partition].regions;
  return typeof named === 'string' && regions.includes(named) ? named : null;
}

/** `https://portal.sso.<region>.<suffix>`; the suffix comes from the portal's partition, never from the page. */
export function portalApiOrigin(partition: PartitionName, region: string): string {
  return `https://portal.sso.${region}.${partitions[partition].dnsSuffix}`;
}

/** Match patterns of the pages on which the content script runs. */
export const portalPagePatterns = ['https://*.awsapps.com/start*'] as const;

/** Match patterns of every API host the worker may reach without asking. */
export function portalApiPatterns(): string[] {
  return Object.entries(partitions).flatMap(([name, { regions }]) =>
    regions.map((region) => `${portalApiOrigin(name as PartitionName, region)}/*`),
  );
}
