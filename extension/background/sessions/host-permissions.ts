import {
  knownRegion,
  newRegion,
  type PartitionName,
  pagePatternsOf,
  portalApiOrigin,
  portalPagePatterns,
} from '#core/portals/portals.ts';
import type { Session } from './session.ts';

/**
 * Whether the browser grants access to the pages of a match pattern. Also true if the browser cannot answer, because
 * the manifest requests the pattern.
 */
export type Granted = (pattern: string) => Promise<boolean>;

/**
 * Creates the function that checks whether the browser grants access to the pages of a match pattern.
 * @param permissions the browser's API `permissions`.
 */
export function createGranted(permissions: { contains(wanted: { origins: string[] }): Promise<boolean> }): Granted {
  return (pattern) => permissions.contains({ origins: [pattern] }).catch(() => true);
}

/**
 * Returns the region if requests may go to the region's API, and null otherwise. Every region in Keyferry's table of
 * regions is allowed. Any other region must have the form of a region of the AWS partition, and the user must have
 * granted access to the API's host.
 */
export type AdmittedRegion = (partition: PartitionName, named: unknown) => Promise<string | null>;

/**
 * Creates the function that checks whether requests may go to the API of a region.
 * @param permissions the browser's API `permissions`. If the browser cannot answer, only regions in Keyferry's table of
 * regions are allowed.
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
 * The page patterns and the API origins that a session needs. Without a session, the result contains only page
 * patterns: those of every trusted portal, or of all portals if no portal is trusted.
 */
function neededBy(session: Session | null, trusted: readonly string[]): string[] {
  if (session === null)
    return trusted.length > 0 ? [...new Set(trusted.flatMap(pagePatternsOf))] : portalPagePatterns();
  const api = session.region === null ? [] : [portalApiOrigin(session.partition, session.region)];
  return [...pagePatternsOf(session.startUrl), ...api];
}

/**
 * The page patterns and API origins that the current session needs, but for which the browser has not granted access.
 * Without a session, the result contains only patterns of portal pages.
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
