import type { CliProfilesWanted } from '#core/protocol/cli-profiles.ts';
import type { ClaimedNames } from './claimed-names.ts';
import type { SsoConfig } from './sso-config.ts';

export interface Wanted extends Omit<CliProfilesWanted, 'dryRun' | 'prune'> {
  /** Names of gone profiles that may be removed. */
  readonly prune: readonly string[] | 'all';
}

/** What the two AWS files hold, and where they are. */
export interface AwsTexts {
  readonly text: string;
  readonly file: string;
  readonly credentialsText: string;
  readonly credentialsFile: string;
}

/** All that decides what becomes of a wanted profile. */
export interface Surroundings extends AwsTexts {
  readonly config: SsoConfig;
  readonly claimed: ClaimedNames;
  /** Names that the template of the list before gave, by role; asked for only where something might be renamed. */
  earlierNames(): ReadonlyMap<string, string>;
}

/** A role with the name of its profile. */
export interface NamedRole {
  readonly accountId: string;
  readonly roleName: string;
  readonly name: string;
  /** Written where the profile has none, before the one for all. */
  readonly region?: string;
}
