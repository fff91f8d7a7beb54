import { type PartitionName, partitions } from './forms.ts';

/**
 * Checks the region that a portal page contains. Keyferry sends the session token to a host of this region, so it must
 * not accept an invented region (docs/DECISIONS.md, 8).
 * @returns the region if it is in the table of forms.ts for this partition, otherwise null.
 */
export function knownRegion(partition: PartitionName, named: unknown): string | null {
  const regions: readonly string[] = partitions[partition].regions;
  return typeof named === 'string' && regions.includes(named) ? named : null;
}

/**
 * Checks a region from a portal page that is not in the table of forms.ts. The user must allow the API host of such a
 * region.
 * @returns the region if it matches the partition's pattern, otherwise null.
 */
export function newRegion(partition: PartitionName, named: unknown): string | null {
  if (typeof named !== 'string' || knownRegion(partition, named) !== null) return null;
  return new RegExp(`^${partitions[partition].regionShape}$`).test(named) ? named : null;
}

/**
 * The origin of a region's portal API: `https://portal.sso.<region>.<suffix>`. The suffix comes from the portal's
 * partition, never from the page.
 */
export function portalApiOrigin(partition: PartitionName, region: string): string {
  return `https://portal.sso.${region}.${partitions[partition].dnsSuffix}`;
}
