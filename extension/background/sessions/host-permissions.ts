import {
  knownRegion,
  newRegion,
  type PartitionName,
  pagePatternsOf,
  portalApiOrigin,
  portalPagePatterns,
} from '#core/portals/portals.ts';
import type { Session } from './session.ts';

/** Whether the browser grants a match pattern; a browser that cannot tell is taken at its manifest's word. */
export type Granted = (pattern: string) => Promise<boolean>;

/** @param permissions the browser's `permissions`. */
export function createGranted(permissions: { contains(wanted: { origins: string[] }): Promise<boolean> }): Granted {
  return (pattern) => permissions.contains({ origins: [pattern] }).catch(() => true);
}

/** A region for which the API may be asked: one of the table, or one that looks right and whose host was granted. */
export type Admitted = (partition: PartitionName, named: unknown) => Promise<string | null>;

/** @param permissions the browser's `permissions`; one that cannot tell has granted nothing beyond its manifest. */
export function createAdmitted(permissions: Parameters<typeof createGranted>[0]): Admitted {
  return async (partition, named) => {
    const added = newRegion(partition, named);
    if (added === null) return knownRegion(partition, named);
    const origins = [`${portalApiOrigin(partition, added)}/*`];
    return (await permissions.contains({ origins }).catch(() => false)) ? added : null;
  };
}

/** Patterns of pages, origins of APIs. While there is no session it may be that of any portal in use, or of any at all. */
function neededBy(session: Session | null, inUse: readonly string[]): string[] {
  if (session === null) return inUse.length > 0 ? [...new Set(inUse.flatMap(pagePatternsOf))] : portalPagePatterns();
  const api = session.region === null ? [] : [portalApiOrigin(session.partition, session.region)];
  return [...pagePatternsOf(session.startUrl), ...api];
}

/**
 * What the browser withholds of what the current session needs or, while there is none, of what would show one.
 * @param inUse start URLs of the portals that the user has said yes to.
 */
export async function withheld(
  granted: Granted,
  session: Session | null,
  inUse: readonly string[],
): Promise<readonly string[]> {
  const needed = neededBy(session, inUse);
  const answers = await Promise.all(needed.map((each) => granted(each.includes('*') ? each : `${each}/*`)));
  return needed.filter((_, at) => answers[at] === false);
}
