import type { Areas } from '../storage/areas.ts';
import type { Admitted } from './host-permissions.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';
import type { Session } from './session.ts';

/** A trusted portal, with the region that the user chose for it, if the page names none. */
interface Trusted {
  readonly region: string | null;
}

/**
 * Which portals the user has said yes to (docs/DECISIONS.md, 15). What was said outside private windows holds in them
 * too, and not the other way round.
 * @param admitted which region may be used; a choice that is no longer granted counts for nothing.
 */
export function createTrust(areas: Areas, admitted: Admitted) {
  const { of, lasting, change, ...forgetting } = createPortalTable<Trusted>(areas, 'trusted');

  const entry = async (portal: PortalRef): Promise<Trusted | undefined> =>
    (portal.isPrivate ? await of(portal) : undefined) ?? of({ ...portal, isPrivate: false });

  const trust = (portal: PortalRef, region: string | null): Promise<void> => change(portal, () => ({ region }));

  return {
    ...forgetting,
    trust,

    isTrusted: async (portal: PortalRef): Promise<boolean> => (await entry(portal)) !== undefined,

    /** Start URLs of the portals trusted outside private windows. */
    startUrls: async (): Promise<readonly string[]> => (await lasting()).map(([startUrl]) => startUrl),

    /** The region chosen for this portal earlier, null when there is none. */
    chosenRegion: async (portal: PortalRef & Pick<Session, 'partition'>): Promise<string | null> =>
      admitted(portal.partition, (await entry(portal))?.region),

    /** @param region null forgets the choice. Does nothing for a portal that is not trusted yet. */
    async rememberRegion(portal: PortalRef, region: string | null): Promise<void> {
      if (await entry(portal)) await trust(portal, region);
    },
  };
}

export type Trust = ReturnType<typeof createTrust>;
