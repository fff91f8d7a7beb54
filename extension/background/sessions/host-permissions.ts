import {
  knownRegion,
  newRegion,
  type PartitionName,
  pagePatternsOf,
  portalApiOrigin,
  portalPagePatterns,
} from '#core/portals/portals.ts';
import type { Session } from './session.ts';

/** Whether a match pattern is granted. True if the browser cannot answer, since the manifest requests the pattern. */
export type Granted = (pattern: string) => Promise<boolean>;

/** Creates the check whether the browser grants a match pattern. @param permissions the browser's `permissions`. */
export function createGranted(permissions: { contains(wanted: { origins: string[] }): Promise<boolean> }): Granted {
  return (pattern) => permissions.contains({ origins: [pattern] }).catch(() => true);
}

/**
 * The region if requests may go to the region's API, else null. The region must be in the table. Otherwise it must have
 * the form of a region of the partition, and the user must have granted the API's host.
 */
export type AdmittedRegion = (partition: PartitionName, named: unknown) => Promise<string | null>;

/**
 * Creates the check whether requests may go to the API of a region.
 * @param permissions the browser's `permissions`. If the browser cannot answer, no new region is admitted.
 */
export function createAdmittedRegion(permissions: Parameters<typeof createGranted>[0]): AdmittedRegion {
  return async (partition, named) => {
    const added = newRegion(partition, named);
    if (added === null) return knownRegion(partition, named);
    const origins = [`${portalApiOrigin(partition, added)}/*`];
    return (await permissions.contains({ origins }).catch(() => false)) ? added : null;
  };
}

/**
 * The patterns of pages and the origins of APIs that a session needs. Without a session, only the patterns of pages:
 * those of every trusted portal, or of all portals if no portal is trusted.
 */
function neededBy(session: Session | null, trusted: readonly string[]): string[] {
  if (session === null)
    return trusted.length > 0 ? [...new Set(trusted.flatMap(pagePatternsOf))] : portalPagePatterns();
  const api = session.region === null ? [] : [portalApiOrigin(session.partition, session.region)];
  return [...pagePatternsOf(session.startUrl), ...api];
}

/**
 * The page patterns and API origins that the current session needs, but to which the browser grants no access. Without
 * a session, the patterns of portal pages to which the browser grants no access.
 * @param trusted start URLs of the trusted portals.
 */
export async function withheldFrom(
  granted: Granted,
  session: Session | null,
  trusted: readonly string[],
): Promise<readonly string[]> {
  const needed = neededBy(session, trusted);
  const answers = await Promise.all(needed.map((each) => granted(each.includes('*') ? each : `${each}/*`)));
  return needed.filter((_, at) => answers[at] === false);
}
