import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom } from '#core/protocol/messages.ts';
import type { Areas } from '../storage/areas.ts';
import type { AdmittedRegion } from './host-permissions.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';

/** What Keyferry remembers about a portal in use. It contains no secrets. */
export interface RememberedPortal {
  /** How the portal's session was last read. */
  readonly capture?: Capture;
  /** Which listing API worked last. */
  readonly listing?: ListingWay;
  /** The region that was last used, and its source. Null after the user's choice turned out to be wrong. */
  readonly region?: { readonly name: string; readonly from: RegionFrom } | null;
}

/** The only owner of the data that is remembered about a portal between its sessions. */
export interface PortalMemory {
  /** What is remembered about this portal; an empty object if nothing is. */
  of(portal: PortalRef): Promise<RememberedPortal>;
  /** Adds to the data that is remembered about a portal. */
  remember(portal: PortalRef, found: RememberedPortal): Promise<void>;
  /**
   * The region that the user chose. Null when the user chose none, or when the region's host is no longer granted. A
   * choice outside private windows is also used in private windows, but not the other way round.
   */
  chosenRegion(portal: PortalRef & { readonly partition: PartitionName }): Promise<string | null>;
  /** Portals outside private windows for which only the browser could read the session, by start URL. */
  readByCookies(): Promise<readonly (readonly [startUrl: string, remembered: RememberedPortal])[]>;
  /** Forgets all data about a portal. */
  forget(startUrl: string): Promise<void>;
  /** Forgets all data from private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all data about all portals. */
  forgetAll(): Promise<void>;
}

/** Creates the memory about portals in use. @param admitted decides whether a region may be used now. */
export function createPortalMemory(areas: Areas, admitted: AdmittedRegion): PortalMemory {
  const { of, lasting, change, forget, forgetPrivate, forgetAll } = createPortalTable<RememberedPortal>(areas, 'ways');

  async function regionOf(portal: PortalRef): Promise<RememberedPortal['region']> {
    const own = (await of(portal))?.region;
    return own === undefined && portal.isPrivate ? (await of({ ...portal, isPrivate: false }))?.region : own;
  }

  return {
    of: async (portal) => (await of(portal)) ?? {},
    remember: (portal, found) =>
      change(portal, (before = {}) => {
        const after = { ...before, ...found };
        return JSON.stringify(after) === JSON.stringify(before) ? before : after;
      }),
    async chosenRegion(portal) {
      const region = await regionOf(portal);
      return region?.from === 'chosen' ? admitted(portal.partition, region.name) : null;
    },
    readByCookies: async () => (await lasting()).filter(([, { capture }]) => capture === 'cookies'),
    forget,
    forgetPrivate,
    forgetAll,
  };
}
