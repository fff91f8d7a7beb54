import type { LiveGrant } from '#core/protocol/live.ts';

/**
 * A live profile in the extension's own table. Only this table says which portal, user, account and role the name of a
 * live profile stands for.
 */
export interface LiveProfile {
  /** Name of the profile in the config file. */
  readonly name: string;
  /** Start URL of the portal. */
  readonly portal: string;
  /** The user for whom the profile was set up, as `Session.identity`: 32 hex digits. */
  readonly user: string;
  readonly accountId: string;
  readonly roleName: string;
  /** The region in the config file; undefined if the profile has no region. */
  readonly region?: string | undefined;
  readonly grant: LiveGrant;
  /** A paused profile gives out no keys. */
  readonly isPaused: boolean;
  /** Whether requests of coding agents are refused. */
  readonly notForAgents: boolean;
  /** Epoch ms of the last answer with keys, or null. */
  readonly usedAt: number | null;
  /** Name of the program that got keys last, or null. */
  readonly usedBy: string | null;
  /** Number of answers with keys. */
  readonly uses: number;
}

/** Sorts profiles by their last use. Profiles that were used last come first. */
export const byLastUse = (profiles: readonly LiveProfile[]): LiveProfile[] =>
  [...profiles].sort((a, b) => (b.usedAt ?? 0) - (a.usedAt ?? 0));
