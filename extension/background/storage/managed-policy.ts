import { isStartUrl } from '#core/portals/portals.ts';
import type { Area } from './areas.ts';

/** An administrator's rules for live profiles. */
export interface LiveRules {
  /** Whether live profiles are off for everyone. */
  readonly isForbidden: boolean;
  /** Whether a person must allow each program, even if the profile's own setting allows every program. */
  readonly alwaysAsk: boolean;
  /** Whether requests of coding agents are always refused. */
  readonly notForAgents: boolean;
}

/** Rules that an administrator can set for every user, in addition to the settings. */
export interface ManagedPolicy {
  /**
   * Start URLs of the portals that are trusted for every user without a click. They are in canonical form. Usually the
   * list is empty.
   */
  trustedPortals(): Promise<readonly string[]>;
  /** The administrator's rules for live profiles. Without a policy, nothing is forbidden. */
  live(): Promise<LiveRules>;
}

/**
 * Creates the part that reads an administrator's policy.
 * @param managed the browser's `storage.managed`. Undefined if the browser does not have this area.
 */
export function createManagedPolicy(managed: Pick<Area, 'get'> | undefined): ManagedPolicy {
  // Firefox throws an error if no policy exists. This error is ignored.
  const read = async (key: string | null) => (await managed?.get(key).catch(() => null)) ?? {};
  return {
    async trustedPortals() {
      const { trustedPortals } = await read('trustedPortals');
      return Array.isArray(trustedPortals)
        ? trustedPortals.filter((each) => typeof each === 'string' && isStartUrl(each))
        : [];
    },
    async live() {
      const { liveProfiles, liveAlwaysAsk, liveNotForAgents } = await read(null);
      return {
        isForbidden: liveProfiles === false,
        alwaysAsk: liveAlwaysAsk === true,
        notForAgents: liveNotForAgents === true,
      };
    },
  };
}
