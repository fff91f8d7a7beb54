import { knownRegion, newRegion } from '#core/portals/portals.ts';
import type { PortalMemory } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import type { Session } from './session.ts';

/** The region that a page names, and the place in the page where the region was found. The region is not checked. */
export interface NamedRegion {
  readonly name: string;
  readonly from: 'env' | 'meta';
}

/** The region of a session, and where this region comes from. */
export type SessionRegion = Pick<Session, 'region' | 'regionFrom' | 'newRegion'>;

/**
 * Finds the region of a new session. The page's region is used if this version of Keyferry knows it. Otherwise the
 * region in the host name is used, or the region that the user chose. The session's token is sent to this region. So
 * the user must first accept a region that this version does not know. Such a region is returned as `newRegion`.
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
