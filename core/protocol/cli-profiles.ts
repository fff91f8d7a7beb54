import * as v from 'valibot';
import { AccountId, Region, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';

/*
 * Contents of the request `set-up-cli-profiles` and its reply (docs/PROTOCOL.md): profiles for the AWS CLI's own sign-in,
 * in the config file. They hold no keys.
 */

/** A start URL in its canonical form. */
export const StartUrl = v.pipe(v.string(), v.check(isStartUrl));
/** The most roles in one request. */
export const MAX_CLI_ROLES = 5000;
/** A reply lists so many changes and refusals, and counts the others. */
export const MAX_LISTED_CHANGES = 1000;
export const MAX_LISTED_REFUSALS = 100;
const MAX_NAMES_TO_PRUNE = 1000;
const MAX_NAME = 8192;

/** `session`: profiles share a section for the portal's session. `older`: they do not, for tools that cannot read it. */
export const CliProfileForm = v.picklist(['session', 'older']);
export type CliProfileForm = v.InferOutput<typeof CliProfileForm>;
export const CliOutput = v.picklist(['json', 'yaml', 'text', 'table']);

/** Any text. It is data, and a template may make a part of a name from it. */
const Label = v.pipe(v.string(), v.maxLength(256));
export const NameTemplate = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Name = v.pipe(v.string(), v.maxLength(MAX_NAME));

const areDifferent = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const CliRole = exactly({
  roleName: RoleName,
  /** The profile's wanted name. Any text is accepted here; `profileName` decides and gives the reason. */
  name: Name,
  /** The person's own choice for this role. It comes before `defaultRegion`. */
  region: v.exactOptional(Region),
});
export type CliRole = v.InferOutput<typeof CliRole>;

export const CliAccount = exactly({
  accountId: AccountId,
  accountName: Label,
  /** The person's own label of the account. */
  alias: v.optional(Label),
  roles: v.pipe(
    v.array(CliRole),
    v.maxLength(MAX_CLI_ROLES),
    v.check((roles) => areDifferent(roles.map(({ roleName }) => roleName))),
  ),
});
export type CliAccount = v.InferOutput<typeof CliAccount>;

/** Whether no account stands twice and there are not too many roles in all. */
function areDistinctRoles(accounts: CliAccount[]): boolean {
  const count = accounts.reduce((sum, { roles }) => sum + roles.length, 0);
  return count <= MAX_CLI_ROLES && areDifferent(accounts.map(({ accountId }) => accountId));
}

export const CliAccounts = v.pipe(v.array(CliAccount), v.maxLength(MAX_CLI_ROLES), v.check(areDistinctRoles));

/** The profiles to set up. With `whole`, the host stores this list for `keyferry configure`. */
export const cliProfilesList = {
  portal: StartUrl,
  /** The portal's own region, `sso_region`. */
  region: Region,
  form: CliProfileForm,
  /** Wanted name of the session's section. An existing section of the same portal is used instead. */
  sessionName: v.optional(v.pipe(v.string(), v.maxLength(128))),
  accounts: CliAccounts,
  /** The template that made the names; missing if the person chose them one by one. */
  template: v.optional(NameTemplate),
  /** Region and output for profiles that have none. */
  defaultRegion: v.optional(Region),
  output: v.optional(CliOutput),
} as const;

export const cliProfilesRequest = {
  ...cliProfilesList,
  /** Whether these are all roles of the portal. Then Keyferry's other profiles of it are `gone`, and the list is stored. */
  whole: v.boolean(),
  /** Names of gone profiles that a person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MAX_NAMES_TO_PRUNE)),
  /** Changes nothing and replies with what would change. */
  dryRun: v.boolean(),
} as const;
const Request = v.object(cliProfilesRequest);
export type CliProfilesWanted = v.InferOutput<typeof Request>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * One change. `found`: an existing profile for the same role and portal is used instead of a second one. `gone`: a profile
 * of Keyferry's for a role that no longer exists; it stays until a person agrees to remove it.
 */
const Change = v.object({
  name: Name,
  accountId: AccountId,
  roleName: RoleName,
  is: v.picklist(['added', 'updated', 'renamed', 'found', 'gone', 'removed']),
  /** The name before. */
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
  /** How many changes are not listed. */
  more: Count,
  file: v.literal('config'),
  /** Sentences about the file that the user should read although the profiles are set up. */
  warnings: v.optional(v.array(v.string())),
});
export type CliProfilesReply = v.InferOutput<typeof cliProfilesReply>;
