import { portalApiOrigin, portalPagePatterns } from '#core/portals.ts';
import type { Session } from './session.ts';

/** Whether the browser grants a match pattern; a browser that cannot tell is taken at its manifest's word. */
export type Granted = (pattern: string) => Promise<boolean>;

/** @param permissions the browser's `permissions`. */
export function createGranted(permissions: { contains(wanted: { origins: string[] }): Promise<boolean> }): Granted {
  return (pattern) => permissions.contains({ origins: [pattern] }).catch(() => true);
}

function apiOrigin(session: Session | null): string[] {
  return session?.region ? [portalApiOrigin(session.partition, session.region)] : [];
}

/** What the browser withholds of what the current session needs: patterns of pages, origins of APIs. */
export async function withheld(granted: Granted, session: Session | null): Promise<readonly string[]> {
  const needed = [...portalPagePatterns, ...apiOrigin(session)];
  const answers = await Promise.all(needed.map((each) => granted(each.includes('*') ? each : `${each}/*`)));
  return needed.filter((_, at) => answers[at] === false);
}
