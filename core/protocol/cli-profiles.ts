import * as v from 'valibot';
import { AccountId, Region, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { Installation } from './live.ts';

/*
 * Contents of the request `set-up-cli-profiles` and of its reply (docs/PROTOCOL.md). The request sets up profiles in
 * the config file that use the AWS CLI's own sign-in. These profiles contain no keys.
 */

/** A start URL in its canonical form. */
export const StartUrl = v.pipe(v.string(), v.check(isStartUrl));
/** The most roles in one request. */
export const MAX_CLI_ROLES = 5000;
/** The most changes and refusals that a reply lists. It only counts the others. */
export const MAX_LISTED_CHANGES = 1000;
export const MAX_LISTED_REFUSALS = 100;
const MAX_NAMES_TO_PRUNE = 1000;
const MAX_NAME = 8192;

/**
 * `session`: all profiles use one `sso-session` section. `older`: the profiles use no such section, because older tools
 * cannot read it. `live`: the profiles run `keyferry credential-process`, which gets keys from the browser.
 */
export const CliProfileForm = v.picklist(['session', 'older', 'live']);
export type CliProfileForm = v.InferOutput<typeof CliProfileForm>;
export const CliOutput = v.picklist(['json', 'yaml', 'text', 'table']);

/** Any text. A template may use it as a part of a profile name. */
const Label = v.pipe(v.string(), v.maxLength(256));
export const NameTemplate = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Name = v.pipe(v.string(), v.maxLength(MAX_NAME));

const areDifferent = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const CliRole = exactly({
  roleName: RoleName,
  /**
   * The wanted name of the profile. This schema accepts any text; `profileName` checks it and gives a refusal's reason.
   */
  name: Name,
  /** The person's own choice for this role. It is used instead of `defaultRegion`. */
  region: v.exactOptional(Region),
});
export type CliRole = v.InferOutput<typeof CliRole>;

export const CliAccount = exactly({
  accountId: AccountId,
  accountName: Label,
  /** The person's own label of the account. */
  alias: v.optional(Label),
  /** Whether the person marked the account as production. Only for the form `live`. */
  production: v.optional(v.boolean()),
  roles: v.pipe(
    v.array(CliRole),
    v.maxLength(MAX_CLI_ROLES),
    v.check((roles) => areDifferent(roles.map(({ roleName }) => roleName))),
  ),
});
export type CliAccount = v.InferOutput<typeof CliAccount>;

/** Whether no account is listed twice and there are not too many roles in all. */
function areDistinctRoles(accounts: CliAccount[]): boolean {
  const count = accounts.reduce((sum, { roles }) => sum + roles.length, 0);
  return count <= MAX_CLI_ROLES && areDifferent(accounts.map(({ accountId }) => accountId));
}

export const CliAccounts = v.pipe(v.array(CliAccount), v.maxLength(MAX_CLI_ROLES), v.check(areDistinctRoles));

/** The profiles to set up. If `whole` is true, the host stores this list for `keyferry configure`. */
export const cliProfilesList = {
  portal: StartUrl,
  /** The portal's own region, `sso_region`. */
  region: Region,
  form: CliProfileForm,
  /** The installation of the extension that answers for the profiles. Only for the form `live`, which needs it. */
  installation: v.optional(Installation),
  /** The browser's name, for people. Only for the form `live`. */
  browser: v.optional(v.pipe(v.string(), v.maxLength(128))),
  /**
   * Wanted name of the session's section. If the file already has a section of the same portal, the host uses that
   * section instead.
   */
  sessionName: v.optional(v.pipe(v.string(), v.maxLength(128))),
  accounts: CliAccounts,
  /** The template from which the names were made; missing if the person chose each name. */
  template: v.optional(NameTemplate),
  /** Region and output for each profile that has no region or output of its own. */
  defaultRegion: v.optional(Region),
  output: v.optional(CliOutput),
} as const;

export const cliProfilesRequest = {
  ...cliProfilesList,
  /**
   * Whether these are all roles of the portal. If so, Keyferry's other profiles of the portal are `gone`, and the host
   * stores the list.
   */
  whole: v.boolean(),
  /** Names of `gone` profiles that the person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MAX_NAMES_TO_PRUNE)),
  /** If true, nothing is changed, and the reply says what would change. */
  dryRun: v.boolean(),
} as const;
const Request = v.object(cliProfilesRequest);
export type CliProfilesWanted = v.InferOutput<typeof Request>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * One change. `found`: a profile for the same role and portal exists already and is used, so no second profile is
 * added. `gone`: a profile that Keyferry wrote for a role that no longer exists; it stays until a person agrees to
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
  /** Name of the session's section; null in the older form. */
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
  /** Number of changes that are not listed. */
  more: Count,
  file: v.literal('config'),
  /** Sentences about the file that the user should read although the profiles are set up. */
  warnings: v.optional(v.array(v.string())),
});
export type CliProfilesReply = v.InferOutput<typeof cliProfilesReply>;
