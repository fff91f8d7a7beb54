import { isStartUrl } from '#core/portals/portals.ts';
import type { Area } from './areas.ts';

/** What an administrator may set for every user besides the settings. */
export interface ManagedPolicy {
  /** Start URLs that are trusted for every user without a click, in canonical form. The list is usually empty. */
  trustedPortals(): Promise<readonly string[]>;
  /** Whether live profiles and `Keep fresh` are off for everyone. */
  forbidsLive(): Promise<boolean>;
}

/** @param managed the browser's `storage.managed`. Undefined if the browser does not have this area. */
export function createManagedPolicy(managed: Pick<Area, 'get'> | undefined): ManagedPolicy {
  // Firefox refuses to read a managed area when no policy exists.
  const read = async (key: string) => (await managed?.get(key).catch(() => null))?.[key];
  return {
    async trustedPortals() {
      const trustedPortals = await read('trustedPortals');
      return Array.isArray(trustedPortals)
        ? trustedPortals.filter((each) => typeof each === 'string' && isStartUrl(each))
        : [];
    },
    forbidsLive: async () => (await read('liveProfiles')) === false,
  };
}
