import { isStartUrl } from '#core/portals/portals.ts';
import type { Area } from './areas.ts';

/** An administrator's rules for live profiles. */
export interface LiveRules {
  /** Live profiles are off for everyone. */
  readonly isForbidden: boolean;
  /** Every live profile asks, whatever a person chose. */
  readonly alwaysAsk: boolean;
  /** Requests of coding agents are always refused. */
  readonly notForAgents: boolean;
}

/** What an administrator may set for every user besides the settings. */
export interface ManagedPolicy {
  /** Start URLs that are trusted for every user without a click, in canonical form. The list is usually empty. */
  trustedPortals(): Promise<readonly string[]>;
  /** The administrator's rules for live profiles; nothing is forbidden without a policy. */
  live(): Promise<LiveRules>;
}

/**
 * Creates the reader of an administrator's policy.
 * @param managed the browser's `storage.managed`. Undefined if the browser does not have this area.
 */
export function createManagedPolicy(managed: Pick<Area, 'get'> | undefined): ManagedPolicy {
  // Firefox refuses to read a managed area when no policy exists.
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
