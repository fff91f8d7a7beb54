import { isStartUrl } from '#core/portals/portals.ts';
import type { Area } from './areas.ts';

/** An administrator's rules for live profiles. */
export interface LiveRules {
  /** Whether live profiles are off for everyone. */
  readonly isForbidden: boolean;
  /** Whether a person must allow each program, even if the person chose another grant for the profile. */
  readonly alwaysAsk: boolean;
  /** Whether requests of coding agents are always refused. */
  readonly notForAgents: boolean;
}

/** Rules that an administrator can set for every user, in addition to the settings. */
export interface ManagedPolicy {
  /** Start URLs in canonical form that are trusted for every user, without a click. The list is usually empty. */
  trustedPortals(): Promise<readonly string[]>;
  /** The administrator's rules for live profiles. Without a policy, no rule forbids anything. */
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
