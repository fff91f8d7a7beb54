import * as v from 'valibot';
import { AccountId, Region, RoleName } from '../credentials.ts';
import { whyNotProfileName } from '../names/profile-name.ts';
import { AccountWish, RoleWish } from '../personal-change.ts';
import { consoleDestination } from '../portals/console-link.ts';
import { isStartUrl, parseNewPortalUrl, parsePortalUrl } from '../portals/portals.ts';
import { roleKey } from '../role-key.ts';
import { exactly } from '../schema.ts';
import { CHOOSE_EXPORT, importRefused, tooLarge } from './import-refused.ts';
import { MAX_FILE_BYTES } from './limits.ts';

/*
 * The file that a person exports and imports, for example to use another browser. It contains the person's favourites,
 * labels, regions and names. It contains no secret and no user name. It consists of lists, and not of objects with ids
 * as keys, because such a key could be `__proto__`.
 */

const VERSION = 1;
const label = v.optional(v.pipe(AccountWish.entries.label, v.nonEmpty()));

/** The schema of `FileAccount`. */
export const Account = exactly({
  accountId: AccountId,
  label,
  production: v.optional(v.literal(true)),
  region: v.optional(Region),
  names: v.optional(v.pipe(AccountWish.entries.names, v.nonEmpty())),
});
/** The schema of `FileRole`. */
export const Role = exactly({
  accountId: AccountId,
  roleName: RoleName,
  label,
  favourite: v.optional(v.literal(true)),
  region: v.optional(Region),
  console: v.optional(v.pipe(RoleWish.entries.console, v.nonEmpty())),
  profile: v.optional(
    v.pipe(
      v.string(),
      v.check((name) => whyNotProfileName(name) === null),
    ),
  ),
});
/** The file's data about one account. If a field is missing, an import does not change the person's stored value. */
export type FileAccount = v.InferOutput<typeof Account>;
/** The file's data about one role. If a field is missing, an import does not change the person's stored value. */
export type FileRole = v.InferOutput<typeof Role>;

/** Whether all entries of a list have different keys. */
const isUnique = <T>(entries: readonly T[], keyOf: (entry: T) => string): boolean =>
  new Set(entries.map(keyOf)).size === entries.length;

/** Whether `page` is a page of the AWS console in the same partition as the portal. */
export function isConsolePage(startUrl: string, page: string): boolean {
  const portal = parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl);
  return portal !== null && consoleDestination(portal.partition, page, '') !== null;
}

const Portal = v.pipe(
  exactly({
    startUrl: v.pipe(v.string(), v.check(isStartUrl)),
    /** Fingerprint of the user: 32 hex digits. */
    user: v.pipe(v.string(), v.length(32), v.hexadecimal()),
    accounts: v.pipe(
      v.array(Account),
      v.maxLength(10_000),
      v.check((all) => isUnique(all, ({ accountId }) => accountId)),
    ),
    roles: v.pipe(
      v.array(Role),
      v.maxLength(10_000),
      v.check((all) => isUnique(all, roleKey)),
    ),
  }),
  v.check(({ startUrl, roles }) =>
    roles.every(({ console }) => console === undefined || isConsolePage(startUrl, console)),
  ),
);
export type FilePortal = v.InferOutput<typeof Portal>;

const PersonalFile = exactly({
  keyferry: v.literal('personal'),
  version: v.literal(VERSION),
  portals: v.pipe(
    v.array(Portal),
    v.maxLength(500),
    v.check((all) => isUnique(all, ({ startUrl, user }) => `${user} ${startUrl}`)),
  ),
});

/**
 * Describes a position in the file so that a person can find it. The file may contain any text, so the result is short
 * and on one line.
 */
const placeOf = (issue: v.BaseIssue<unknown>): string =>
  (v.getDotPath(issue) ?? 'the file').replace(/[^\w.-]/g, '?').slice(0, 80);

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw importRefused('the file is not JSON', CHOOSE_EXPORT);
  }
  const isOurs = typeof value === 'object' && value !== null && 'keyferry' in value && value.keyferry === 'personal';
  if (!isOurs) throw importRefused('the file is not an export of Keyferry', CHOOSE_EXPORT);
  return value as Record<string, unknown>;
}

/**
 * Reads the text of a file.
 * @returns the portals in the file.
 * @throws KeyferryError IMPORT_REFUSED for a file that is too large, not valid, or from a newer version.
 */
export function readFile(text: string): readonly FilePortal[] {
  if (text.length > MAX_FILE_BYTES) throw tooLarge();
  const value = parsed(text);
  if (typeof value.version === 'number' && value.version > VERSION)
    throw importRefused('the file comes from a newer version of Keyferry', 'Update the extension, then try again');
  const result = v.safeParse(PersonalFile, value, { abortEarly: true });
  if (result.success) return result.output.portals;
  throw importRefused(`the entry “${placeOf(result.issues[0])}” in the file is not valid`, CHOOSE_EXPORT);
}

/** The text of a file with these portals. The lines are indented, so that a person can read it. */
export const fileText = (portals: readonly FilePortal[]): string =>
  `${JSON.stringify({ keyferry: 'personal', version: VERSION, portals }, null, 2)}\n`;
