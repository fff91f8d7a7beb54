import * as v from 'valibot';
import { AccountId, Region, RoleName } from '../credentials.ts';
import { type ErrorCode, isErrorCode } from '../errors.ts';
import { REGION, ROLE_NAME } from '../patterns.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';

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

export interface CliRole {
  readonly roleName: string;
  /** The profile's wanted name, any text here: `profileName` decides and says why not. */
  readonly name: string;
  /** The person's own choice for this role, before `defaultRegion`. */
  readonly region?: string;
}

const MAX_NAME = 8192;
const ROLE_KEYS: ReadonlySet<string> = new Set(['roleName', 'name', 'region']);

/** By hand: the schemas of a library take as long over thousands of roles as all the rest of a set-up. */
function isRole(value: unknown): value is CliRole {
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value) if (!ROLE_KEYS.has(key)) return false;
  const { roleName, name, region } = value as Partial<Record<keyof CliRole, unknown>>;
  return (
    typeof name === 'string' &&
    name.length <= MAX_NAME &&
    typeof roleName === 'string' &&
    ROLE_NAME.test(roleName) &&
    (region === undefined || (typeof region === 'string' && REGION.test(region)))
  );
}

/** So many roles and no more, none of them twice. */
function areRoles(value: unknown): value is CliRole[] {
  if (!Array.isArray(value) || value.length > MAX_CLI_ROLES || !value.every(isRole)) return false;
  return areDifferent(value.map(({ roleName }: CliRole) => roleName));
}

export const CliAccount = exactly({
  accountId: AccountId,
  accountName: Label,
  /** The person's own label of the account. */
  alias: v.optional(Label),
  roles: v.custom<CliRole[]>(areRoles),
});
export type CliAccount = v.InferOutput<typeof CliAccount>;

function areDifferent(texts: readonly string[]): boolean {
  // An account has few roles: a set costs more than looking at each.
  if (texts.length > 16) return new Set(texts).size === texts.length;
  return texts.every((text, at) => texts.indexOf(text) === at);
}

/** No account twice, and not too many roles in all. */
function areDistinctRoles(accounts: CliAccount[]): boolean {
  const count = accounts.reduce((sum, { roles }) => sum + roles.length, 0);
  return count <= MAX_CLI_ROLES && areDifferent(accounts.map(({ accountId }) => accountId));
}

export const CliAccounts = v.pipe(v.array(CliAccount), v.maxLength(MAX_CLI_ROLES), v.check(areDistinctRoles));

/** What is set up; with `whole`, this is also what is kept for `keyferry configure`. */
export const cliProfilesList = {
  portal: StartUrl,
  /** The portal's own region, `sso_region`. */
  region: Region,
  form: CliProfileForm,
  /** Wanted name of the session's section; a section of the same portal that is there already is used instead. */
  sessionName: v.optional(v.pipe(v.string(), v.maxLength(128))),
  accounts: CliAccounts,
  /** The template that the names came from; missing where they were chosen one by one. */
  template: v.optional(NameTemplate),
  /** Written where a profile has none. */
  defaultRegion: v.optional(Region),
  output: v.optional(CliOutput),
} as const;

export const cliProfilesRequest = {
  ...cliProfilesList,
  /** Whether these are all the roles of the portal: then others that Keyferry wrote are gone, and the list is kept. */
  whole: v.boolean(),
  /** Names of gone profiles that a person agreed to remove. */
  prune: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MAX_NAMES_TO_PRUNE)),
  /** Only say what would be done. */
  dryRun: v.boolean(),
} as const;
const Request = v.object(cliProfilesRequest);
export type CliProfilesWanted = v.InferOutput<typeof Request>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Name = v.pipe(v.string(), v.maxLength(MAX_NAME));

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
