import { portalLabel } from '#core/portals/portals.ts';
import { readLiveRecord } from '../../data-folder/live-record.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programLocation } from '../shared/program-location.ts';

/** The labels of the portals that have live profiles, read from a file. The browser may know more portals. */
export function portalNames(io: CommandIo): readonly string[] {
  const portals = [...readLiveRecord(programLocation(io)).values()].map(({ portal }) => portalLabel(portal));
  return [...new Set(portals)].toSorted();
}
