import type { LiveGrant } from '#core/protocol/live.ts';

/**
 * A live profile, as it is stored in the extension. Only the extension's table says which portal, user, account and
 * role belong to the name of a live profile.
 */
export interface LiveProfile {
  /** Name of the profile in the config file. */
  readonly name: string;
  /** Start URL of the portal. */
  readonly portal: string;
  /** The user for whom the profile was set up. 32 hex digits, like `Session.identity`. */
  readonly user: string;
  readonly accountId: string;
  readonly roleName: string;
  /** The region in the config file; undefined if the profile has no region. */
  readonly region?: string | undefined;
  readonly grant: LiveGrant;
  /** Whether the profile is paused. Programs get no keys of a paused profile. */
  readonly isPaused: boolean;
  /** Whether requests of coding agents are refused. */
  readonly notForAgents: boolean;
  /** When a program last got keys of this profile, epoch ms. Null if this never happened. */
  readonly usedAt: number | null;
  /** Name of the program that last got keys, or null. */
  readonly usedBy: string | null;
  /** How often programs got keys of this profile. */
  readonly uses: number;
}

/** Sorts profiles by their last use. The profile that was used last comes first. */
export const byLastUse = (profiles: readonly LiveProfile[]): LiveProfile[] =>
  [...profiles].sort((a, b) => (b.usedAt ?? 0) - (a.usedAt ?? 0));
