import type { CliProfilesWanted } from '#core/protocol/cli-profiles.ts';
import type { ClaimedNames } from './claimed-names.ts';
import type { CliConfig } from './cli-config.ts';

/** What to set up: `set-up-cli-profiles` without its envelope. */
export interface SetUpRequest extends Omit<CliProfilesWanted, 'dryRun' | 'prune'> {
  /** Names of Keyferry's profiles that may be removed if their role is gone. */
  readonly prune: readonly string[] | 'all';
  /** Path of the launcher, which the form `live` needs. */
  readonly launcher?: string;
  /** Whether nobody chose the kind of profile for this set-up. If so, Keyferry's profiles keep their present kind. */
  readonly keepsKinds?: boolean;
}

/** The text and the path of both AWS files. */
export interface AwsTexts {
  /** The text of the config file. */
  readonly text: string;
  readonly file: string;
  readonly credentialsText: string;
  readonly credentialsFile: string;
}

/** Everything on which a plan depends, besides the request. */
export interface PlanInputs extends AwsTexts {
  readonly config: CliConfig;
  readonly claimed: ClaimedNames;
  /**
   * Profile names by `roleKey`, as the template of the previous list made them. Called only if a profile may be
   * renamed.
   */
  earlierNames(): ReadonlyMap<string, string>;
}

/** A role with the name of its profile. */
export interface NamedRole {
  readonly accountId: string;
  readonly roleName: string;
  readonly name: string;
  /** The region that is written if the profile has none. It takes precedence over the request's `defaultRegion`. */
  readonly region?: string;
}
