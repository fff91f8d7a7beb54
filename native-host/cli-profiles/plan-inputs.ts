import type { CliProfilesWanted } from '#core/protocol/cli-profiles.ts';
import type { ClaimedNames } from './claimed-names.ts';
import type { CliConfig } from './cli-config.ts';

/** The profiles to set up, from the request `set-up-cli-profiles`. */
export interface SetUpRequest extends Omit<CliProfilesWanted, 'dryRun' | 'prune'> {
  /** Names of Keyferry's profiles to remove if their role no longer exists. `all`: remove all such profiles. */
  readonly prune: readonly string[] | 'all';
  /** Path of the launcher. Only live profiles need it. */
  readonly launcher?: string;
  /**
   * True if the user did not say which kind of profiles to set up. Keyferry's existing profiles then keep their kind.
   */
  readonly keepsKinds?: boolean;
}

/** The texts and the paths of both AWS files. */
export interface AwsTexts {
  /** The text of the config file. */
  readonly text: string;
  readonly file: string;
  readonly credentialsText: string;
  readonly credentialsFile: string;
}

/** Everything that is needed for a plan, except the request. */
export interface PlanInputs extends AwsTexts {
  readonly config: CliConfig;
  readonly claimed: ClaimedNames;
  /**
   * The profile names that the template of the previous set-up made. The map key comes from `roleKey`. This function is
   * called only if a profile may be renamed.
   */
  earlierNames(): ReadonlyMap<string, string>;
}

/** A role and the name of its profile. */
export interface NamedRole {
  readonly accountId: string;
  readonly roleName: string;
  readonly name: string;
  /**
   * The region to write if the profile has no region yet. If this field is missing, the request's `defaultRegion` is
   * written.
   */
  readonly region?: string;
}
