import * as v from 'valibot';
import { AccountId, Region, RoleName } from './credentials.ts';
import { type ErrorCode, isErrorCode } from './errors.ts';
import { isStartUrl } from './portals.ts';
import { exactly } from './schema.ts';

/*
 * What the request `set-up-cli-profiles` and its reply hold (docs/PROTOCOL.md): profiles of the AWS CLI's own SSO sign-in,
 * in the config file. No keys are in any of it.
 */

export const StartUrl = v.pipe(v.string(), v.check(isStartUrl));
export const MAX_CLI_ROLES = 5000;
/** So many changes and refusals are listed; the rest is counted. */
export const MAX_LISTED_CHANGES = 1000;
export const MAX_LISTED_REFUSALS = 100;
const MAX_NAMES_TO_PRUNE = 1000;

/** With a section for the portal's session that profiles share, or without for tools that cannot read that. */
export const CliProfileForm = v.picklist(['session', 'older']);
export type CliProfileForm = v.InferOutput<typeof CliProfileForm>;
export const CliOutput = v.picklist(['json', 'yaml', 'text', 'table']);

/** Any text: it is data, out of which a template may make a part of a name. */
const Label = v.pipe(v.string(), v.maxLength(256));
export const NameTemplate = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

export const CliAccount = exactly({
  accountId: AccountId,
  accountName: Label,
  /** The person's own label of the account. */
  alias: v.optional(Label),
  roles: v.pipe(
    v.array(
      exactly({
        roleName: RoleName,
        /** The profile's wanted name, any text here: `profileName` decides and says why not. */
        name: v.pipe(v.string(), v.maxLength(8192)),
      }),
    ),
    v.maxLength(MAX_CLI_ROLES),
  ),
});
export type CliAccount = v.InferOutput<typeof CliAccount>;

const areDifferent = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

/** No account twice, no role of it twice, and not too many in all. */
function areDistinctRoles(accounts: CliAccount[]): boolean {
  const count = accounts.reduce((sum, { roles }) => sum + roles.length, 0);
  return (
    count <= MAX_CLI_ROLES &&
    areDifferent(accounts.map(({ accountId }) => accountId)) &&
    accounts.every(({ roles }) => areDifferent(roles.map(({ roleName }) => roleName)))
  );
}

export const CliAccounts = v.pipe(v.array(CliAccount), v.maxLength(MAX_CLI_ROLES), v.check(areDistinctRoles));

export const cliProfilesRequest = {
  portal: StartUrl,
  /** The portal's own region, `sso_region`. */
  region: Region,
  form: CliProfileForm,
  /** Wanted name of the session's section; a section of the same portal that is there already is used instead. */
  sessionName: v.optional(v.pipe(v.string(), v.maxLength(128))),
  accounts: CliAccounts,
  /** The template that the names came from, for `keyferry configure`. */
  template: v.optional(NameTemplate),
  /** Whether these are all the roles of the portal: then others that Keyferry wrote are gone, and the list is kept. */
  whole: v.boolean(),
  /** Names of gone profiles that a person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MAX_NAMES_TO_PRUNE)),
  /** Written where a profile has none. */
  defaultRegion: v.optional(Region),
  output: v.optional(CliOutput),
  /** Only say what would be done. */
  dryRun: v.boolean(),
} as const;
const Request = v.object(cliProfilesRequest);
export type CliProfilesWanted = v.InferOutput<typeof Request>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Name = v.pipe(v.string(), v.maxLength(8192));

/**
 * `found`: a profile for the same role of the same portal that is there already under this name and is used instead of a
 * second one. `gone`: Keyferry's, for a role that is no longer there; it stays until a person says otherwise.
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
  /** Of the section of the portal's session; null in the older form. */
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
  /** How many changes did not fit. */
  more: Count,
  file: v.literal('config'),
  /** Sentences about the file that the user should know, though the profiles are set up. */
  warnings: v.optional(v.array(v.string())),
});
export type CliProfilesReply = v.InferOutput<typeof cliProfilesReply>;
