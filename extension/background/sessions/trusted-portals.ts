import type { Areas } from '../storage/areas.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';

/** A trusted portal. Earlier versions stored a chosen region here; the portal memory owns it. */
interface Trusted {
  readonly region: string | null;
}

export interface TrustedPortals {
  trust(portal: PortalRef): Promise<void>;
  isTrusted(portal: PortalRef): Promise<boolean>;
  /** Start URLs of the portals trusted outside private windows. */
  startUrls(): Promise<readonly string[]>;
  /** Forgets the portals trusted in private windows. */
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

/**
 * The portals that the user has confirmed (docs/DECISIONS.md, 15). A confirmation outside private windows also holds in
 * them, not the other way round.
 */
export function createTrustedPortals(areas: Areas): TrustedPortals {
  const { of, lasting, change, forgetPrivate, forgetAll } = createPortalTable<Trusted>(areas, 'trusted');
  return {
    trust: (portal) => change(portal, (before) => before ?? { region: null }),
    isTrusted: async (portal) =>
      (portal.isPrivate && (await of(portal)) !== undefined) ||
      (await of({ ...portal, isPrivate: false })) !== undefined,
    startUrls: async () => (await lasting()).map(([startUrl]) => startUrl),
    forgetPrivate,
    forgetAll,
  };
}
