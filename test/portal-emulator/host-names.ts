import { partitions } from '#core/portals/portals.ts';
import type { Portal } from './portals.ts';

/** Which part of the emulator answers requests to a host name. */
export type Door = { kind: 'portal' } | { kind: 'api'; region: string | null } | { kind: 'sts' } | { kind: 'local' };

const API_HOST = /^portal\.sso(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|api\.aws)$/;
const STS_HOST = /^sts(?:-fips)?(?:\.[a-z0-9-]+)?\.(?:amazonaws\.(?:com|com\.cn|eu)|api\.aws)$/;

/** The host name in a Host header, in lower case and without the port. */
export function hostName(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase();
}

export function doorOf(host: string): Door {
  const api = API_HOST.exec(host);
  if (api?.[1]) return { kind: 'api', region: api[1] };
  if (STS_HOST.test(host)) return { kind: 'sts' };
  return host === '127.0.0.1' || host === 'localhost' ? { kind: 'local' } : { kind: 'portal' };
}

const ownNames = ({ host, from, apiOrigin }: Portal): string[] => [
  host,
  new URL(apiOrigin).hostname,
  ...(from ? [from.hostname] : []),
];

/** Every name that the certificate for these portals must contain. */
export function certificateNames(portals: readonly Portal[]): string[] {
  const regions = [...partitions.aws.regions, ...portals.map((portal) => portal.region)];
  return [
    ...new Set([
      'localhost',
      '*.awsapps.com',
      'sts.amazonaws.com',
      ...regions.flatMap((region) => [`portal.sso.${region}.amazonaws.com`, `sts.${region}.amazonaws.com`]),
      ...portals.flatMap(ownNames),
    ]),
  ];
}

/**
 * The value for Chromium's option `--host-resolver-rules`. With it, Chromium sends requests for AWS's names to the
 * emulator, and finds no address for other names.
 */
export function chromiumHostRules(portals: readonly Portal[], port: number): string {
  const names = ['*.awsapps.com', 'portal.sso.*.amazonaws.com', 'sts.*.amazonaws.com', 'sts.amazonaws.com'];
  const maps = [...new Set([...names, ...portals.flatMap(ownNames)])].map((name) => `MAP ${name} 127.0.0.1:${port}`);
  return [...maps, 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1', 'MAP * ~NOTFOUND'].join(', ');
}
