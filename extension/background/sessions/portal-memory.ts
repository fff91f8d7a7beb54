import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom } from '#core/protocol/messages.ts';
import type { Areas } from '../storage/areas.ts';
import type { AdmittedRegion } from './host-permissions.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';

/** What is remembered of a portal in use: no secrets. */
export interface RememberedPortal {
  /** How its session was last read. */
  readonly capture?: Capture;
  /** Which listing API worked last. */
  readonly listing?: ListingWay;
  /** The region used last and who named it; null after a choice of the user turned out to be wrong. */
  readonly region?: { readonly name: string; readonly from: RegionFrom } | null;
}

/** The only owner of what is remembered of a portal between its sessions. */
export interface PortalMemory {
  of(portal: PortalRef): Promise<RememberedPortal>;
  /** Adds to what is remembered. */
  remember(portal: PortalRef, found: RememberedPortal): Promise<void>;
  /**
   * The region that the user chose, null when there is none or its host is no longer granted. A choice made outside
   * private windows also holds in them, not the other way round.
   */
  chosenRegion(portal: PortalRef & { readonly partition: PartitionName }): Promise<string | null>;
  /** Portals used outside private windows whose session only the browser could read, by start URL. */
  readByCookies(): Promise<readonly (readonly [startUrl: string, remembered: RememberedPortal])[]>;
  /** Forgets what comes from private windows. */
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

/** @param admitted decides whether a region may be used now. */
export function createPortalMemory(areas: Areas, admitted: AdmittedRegion): PortalMemory {
  const { of, lasting, change, forgetPrivate, forgetAll } = createPortalTable<RememberedPortal>(areas, 'ways');

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
    forgetPrivate,
    forgetAll,
  };
}
