import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom } from '#core/protocol/messages.ts';
import type { Areas } from '../storage/areas.ts';
import type { AdmittedRegion } from './host-permissions.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';

/** What Keyferry remembers about a trusted portal. It contains no secrets. */
export interface RememberedPortal {
  /** How the portal's session was last read. */
  readonly capture?: Capture;
  /** Which of the portal's two APIs for lists worked last. */
  readonly listing?: ListingWay;
  /** The region that was used last, and how Keyferry found it. Null if the user chose a wrong region. */
  readonly region?: { readonly name: string; readonly from: RegionFrom } | null;
}

/** The data about a portal that is kept between its sessions. Only this part reads and writes it. */
export interface PortalMemory {
  /** What is remembered about this portal. An empty object if nothing is remembered. */
  of(portal: PortalRef): Promise<RememberedPortal>;
  /** Adds these facts to what is remembered about a portal. */
  remember(portal: PortalRef, found: RememberedPortal): Promise<void>;
  /**
   * The region that the user chose. Null if the user chose none, or if the browser no longer grants access to the
   * region's host. A choice in a normal window is also used in private windows. A choice in a private window is not
   * used in normal windows.
   */
  chosenRegion(portal: PortalRef & { readonly partition: PartitionName }): Promise<string | null>;
  /** The portals in normal windows whose session was last read from the browser's cookies, by start URL. */
  readByCookies(): Promise<readonly (readonly [startUrl: string, remembered: RememberedPortal])[]>;
  /** Forgets all data about a portal. */
  forget(startUrl: string): Promise<void>;
  /** Forgets all data from private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all data about all portals. */
  forgetAll(): Promise<void>;
}

/** Creates the part that remembers facts about portals. @param admitted decides whether a region may be used now. */
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
