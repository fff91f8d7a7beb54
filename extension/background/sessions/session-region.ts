import { knownRegion, newRegion } from '#core/portals/portals.ts';
import type { PortalMemory } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import type { Session } from './session.ts';

/** The region that a page named, and where in the page. The region is not checked. */
export interface NamedRegion {
  readonly name: string;
  readonly from: 'env' | 'meta';
}

/** A session's region and where it comes from. */
export type SessionRegion = Pick<Session, 'region' | 'regionFrom' | 'newRegion'>;

/**
 * The region of a new session. This is the region that the page names, if the region is in the table. Otherwise it is
 * the region in the host name, or the user's choice. The region decides where the token is sent. So the user must first
 * accept a region that is not in the table (`newRegion`).
 */
export async function regionOf(
  place: PortalPlace,
  named: NamedRegion | null,
  portals: Pick<PortalMemory, 'chosenRegion'>,
): Promise<SessionRegion> {
  const known = knownRegion(place.partition, named?.name);
  if (named && known) return { region: known, regionFrom: named.from, newRegion: null };
  if (place.region) return { region: place.region, regionFrom: 'host', newRegion: null };
  const chosen = await portals.chosenRegion(place);
  const regionFrom = chosen === null ? null : 'chosen';
  return { region: chosen, regionFrom, newRegion: newRegion(place.partition, named?.name) };
}
