import type { Capture, ListingWay, RegionFrom } from '#core/protocol/messages.ts';
import type { Areas } from '../storage/areas.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';

/** What worked last for a portal. Names of ways and a region: no secret, and of no use to anyone else. */
export interface Ways {
  readonly capture?: Capture;
  readonly listing?: ListingWay;
  readonly region?: { readonly name: string; readonly from: RegionFrom };
}

/** How each portal in use was last captured and listed, so that this way is tried first. */
export function createWays(areas: Areas) {
  const { of, lasting, change, ...forgetting } = createPortalTable<Ways>(areas, 'ways');
  return {
    ...forgetting,

    of: async (portal: PortalRef): Promise<Ways> => (await of(portal)) ?? {},

    /** Portals used outside private windows whose session only the browser could read. */
    byCookies: async (): Promise<readonly (readonly [string, Ways])[]> =>
      (await lasting()).filter(([, { capture }]) => capture === 'cookies'),

    remember: (portal: PortalRef, found: Ways): Promise<void> =>
      change(portal, (before = {}) => {
        const after = { ...before, ...found };
        return JSON.stringify(after) === JSON.stringify(before) ? before : after;
      }),
  };
}

export type WaysKept = ReturnType<typeof createWays>;
