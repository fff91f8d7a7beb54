import * as v from 'valibot';
import { AccountId, Region, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { Installation } from './live.ts';

/*
 * The fields of the request `set-up-cli-profiles` and of its reply (docs/PROTOCOL.md). The request sets up profiles in
 * the AWS config file. These profiles contain no keys. They use the AWS CLI's own sign-in or are live profiles.
 */

/** A start URL in its canonical form. */
export const StartUrl = v.pipe(v.string(), v.check(isStartUrl));
/** The largest number of roles in one request. */
export const MAX_CLI_ROLES = 5000;
/** The largest number of changes and of refusals that a reply lists. If there are more, the reply only counts them. */
export const MAX_LISTED_CHANGES = 1000;
export const MAX_LISTED_REFUSALS = 100;
const MAX_NAMES_TO_PRUNE = 1000;
const MAX_NAME = 8192;

/**
 * What the new profiles contain. `session`: all profiles use one `sso-session` section. `older`: no profile uses an
 * `sso-session` section, because older tools cannot read such a section. `live`: each profile runs `keyferry
 * credential-process`, which gets keys from the browser.
 */
export const CliProfileForm = v.picklist(['session', 'older', 'live']);
export type CliProfileForm = v.InferOutput<typeof CliProfileForm>;
export const CliOutput = v.picklist(['json', 'yaml', 'text', 'table']);

/** Any text. A template can insert this text into a profile name. */
const Label = v.pipe(v.string(), v.maxLength(256));
export const NameTemplate = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Name = v.pipe(v.string(), v.maxLength(MAX_NAME));

const areDifferent = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const CliRole = exactly({
  roleName: RoleName,
  /**
   * The wanted name of the profile. This schema accepts any text. Later `profileName` checks the text and says what is
   * wrong with it.
   */
  name: Name,
  /** The region that the person chose for this role. If present, the host uses this region and not `defaultRegion`. */
  region: v.exactOptional(Region),
});
export type CliRole = v.InferOutput<typeof CliRole>;

export const CliAccount = exactly({
  accountId: AccountId,
  accountName: Label,
  /** The label that the person gave to the account. */
  alias: v.optional(Label),
  /** Whether the person marked the account as production. Used only for live profiles. */
  production: v.optional(v.boolean()),
  roles: v.pipe(
    v.array(CliRole),
    v.maxLength(MAX_CLI_ROLES),
    v.check((roles) => areDifferent(roles.map(({ roleName }) => roleName))),
  ),
});
export type CliAccount = v.InferOutput<typeof CliAccount>;

/** Checks two limits: the request lists no account twice, and all its accounts together do not have too many roles. */
function areDistinctRoles(accounts: CliAccount[]): boolean {
  const count = accounts.reduce((sum, { roles }) => sum + roles.length, 0);
  return count <= MAX_CLI_ROLES && areDifferent(accounts.map(({ accountId }) => accountId));
}

export const CliAccounts = v.pipe(v.array(CliAccount), v.maxLength(MAX_CLI_ROLES), v.check(areDistinctRoles));

/** The profiles to set up. If `whole` is true, the host also stores this list for the command `keyferry configure`. */
export const cliProfilesList = {
  portal: StartUrl,
  /** The region of the portal. The config file names it `sso_region`. */
  region: Region,
  form: CliProfileForm,
  /**
   * The id of the extension's installation that will give keys to the profiles. Live profiles need this id. Other
   * profiles do not use it.
   */
  installation: v.optional(Installation),
  /** The name of the browser, which Keyferry shows to people. Used only for live profiles. */
  browser: v.optional(v.pipe(v.string(), v.maxLength(128))),
  /**
   * The wanted name of the `sso-session` section. If the file already has an `sso-session` section for this portal, the
   * host uses that section.
   */
  sessionName: v.optional(v.pipe(v.string(), v.maxLength(128))),
  accounts: CliAccounts,
  /** The template that made the profile names. Missing if the person chose each name. */
  template: v.optional(NameTemplate),
  /** The region and the output format for each profile that has no region or format of its own. */
  defaultRegion: v.optional(Region),
  output: v.optional(CliOutput),
} as const;

export const cliProfilesRequest = {
  ...cliProfilesList,
  /**
   * Whether the request contains all roles of the portal. If true, profiles that Keyferry wrote for any other role of
   * the portal count as `gone`, and the host stores the list.
   */
  whole: v.boolean(),
  /** Names of the `gone` profiles that the host removes. The person has agreed to remove them. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MAX_NAMES_TO_PRUNE)),
  /** If true, the host changes nothing. The reply says what a real request would change. */
  dryRun: v.boolean(),
} as const;
const Request = v.object(cliProfilesRequest);
export type CliProfilesWanted = v.InferOutput<typeof Request>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * One change. `found`: a profile for the same role and portal already exists, so the host uses that profile. `gone`:
 * Keyferry wrote this profile for a role that no longer exists. A `gone` profile stays until the person agrees to
 * remove it.
 */
const Change = v.object({
  name: Name,
  accountId: AccountId,
  roleName: RoleName,
  is: v.picklist(['added', 'updated', 'renamed', 'found', 'gone', 'removed']),
  /** The profile's name before the change. */
  was: v.optional(Name),
});
export type CliProfileChange = v.InferOutput<typeof Change>;

export const cliProfilesReply = v.object({
  /** The name of the `sso-session` section. Null if the profiles use no such section. */
  sessionName: v.nullable(v.string()),
  counts: v.object({
    added: Count,
    updated: Count,
    renamed: Count,
    found: Count,
    unchanged: Count,
    gone: Count,
    removed: Count,
    refused: Count,
  }),
  changes: v.array(Change),
  refused: v.array(v.object({ name: Name, code: v.custom<ErrorCode>(isErrorCode), message: v.string() })),
  /** Number of changes that did not fit into the list `changes`. */
  more: Count,
  file: v.literal('config'),
  /** Warnings about the file, for the user. The host has set up the profiles although there are warnings. */
  warnings: v.optional(v.array(v.string())),
});
export type CliProfilesReply = v.InferOutput<typeof cliProfilesReply>;
