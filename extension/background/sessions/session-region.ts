import { knownRegion, newRegion } from '#core/portals/portals.ts';
import type { PortalMemory } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import type { Session } from './session.ts';

/** The region that a page named, before any check, and where the page named it. */
export interface NamedRegion {
  readonly name: string;
  readonly from: 'env' | 'meta';
}

/** A session's region and where it comes from. */
export type SessionRegion = Pick<Session, 'region' | 'regionFrom' | 'newRegion'>;

/**
 * The region of a new session: the region that the page names if it is in the table, else the region in the host name,
 * else the user's choice. The region decides where the token is sent. So a region outside the table is only offered to
 * the user (`newRegion`).
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
