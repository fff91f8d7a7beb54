import { type PartitionName, partitions } from './forms.ts';

/* The region chooses where the session token is sent (docs/DECISIONS.md, 8). */

/**
 * A region that a page named, if AWS has it in the portal's partition. The region chooses where the session token
 * is sent, so a page cannot invent one (docs/DECISIONS.md, 8).
 */
export function knownRegion(partition: PartitionName, named: unknown): string | null {
  const regions: readonly string[] = partitions[partition].regions;
  return typeof named === 'string' && regions.includes(named) ? named : null;
}

/** A region that a page named and the table lacks, if it looks like one of the partition's; to be granted by the user. */
export function newRegion(partition: PartitionName, named: unknown): string | null {
  if (typeof named !== 'string' || knownRegion(partition, named) !== null) return null;
  return new RegExp(`^${partitions[partition].regionShape}$`).test(named) ? named : null;
}

/** `https://portal.sso.<region>.<suffix>`; the suffix comes from the portal's partition, never from the page. */
export function portalApiOrigin(partition: PartitionName, region: string): string {
  return `https://portal.sso.${region}.${partitions[partition].dnsSuffix}`;
}
