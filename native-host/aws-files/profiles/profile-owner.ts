import type { Section } from '#core/ini/document.ts';
import { ACCOUNT_ID, ROLE_NAME, USER_MARK } from '#core/patterns.ts';
import { isStartUrl } from '#core/portals/portals.ts';

/** The role to which the keys in a profile of Keyferry belong. */
export interface ProfileOwner {
  readonly accountId: string;
  readonly roleName: string;
  readonly portal: string;
  /** Fingerprint of the user signed in to the portal; undefined in marks of 0.1.0 and of CLI profiles. */
  readonly user?: string | undefined;
}

/** The key of the line that marks a profile as Keyferry's. */
export const MARKER = 'x_keyferry';
const MARKER_VERSION = '1';
/**
 * The prefix of the user in a mark. Keyferry 0.1.0 treats a mark with a user as the mark of another program: it asks
 * before it replaces the profile, and neither renews nor removes it.
 */
const USER = 'u:';

/** The value of the marker line. `readMarker` reads it. */
export function markerOf({ accountId, roleName, portal, user }: ProfileOwner): string {
  return `${MARKER_VERSION} ${accountId} ${roleName} ${portal}${user === undefined ? '' : ` ${USER}${user}`}`;
}

/**
 * Reads the owner of a profile from the line that marks it.
 * @returns null if there is no marker, or a marker that Keyferry could not have written. Anyone may edit the file
 */
export function readMarker(values: Section['values']): ProfileOwner | null {
  const [version, accountId, roleName, portal, named, ...rest] = (values.get(MARKER) ?? '').split(' ');
  if (version !== MARKER_VERSION || !accountId || !roleName || !portal || rest.length > 0) return null;
  if (!ACCOUNT_ID.test(accountId) || !ROLE_NAME.test(roleName) || !isStartUrl(portal)) return null;
  if (named === undefined) return { accountId, roleName, portal };
  const user = named.startsWith(USER) ? named.slice(USER.length) : '';
  return USER_MARK.test(user) ? { accountId, roleName, portal, user } : null;
}

/**
 * Whether the section has keys that Keyferry could not have written: quoted, continued, long-term or incomplete keys.
 */
export function holdsForeignKeys(values: Section['values']): boolean {
  const keyId = values.get('aws_access_key_id');
  return keyId === undefined ? values.has('aws_secret_access_key') : !/^(?!AKIA)[A-Z0-9]{1,128}$/.test(keyId);
}

/** The names of the settings that give a profile credentials, except those of access keys in the section itself. */
export const otherSources = [
  'credential_process',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
  'login_session',
] as const;

function otherOwner(owner: ProfileOwner, wanted: ProfileOwner): string {
  if (owner.portal !== wanted.portal) return `holds keys that came from another portal, ${owner.portal}`;
  if (markerOf({ ...owner, user: wanted.user }) !== markerOf(wanted))
    return `holds the keys of ${owner.roleName} in account ${owner.accountId}`;
  return owner.user === undefined
    ? 'does not say which user of the portal its keys are of'
    : 'holds keys of another user of the portal';
}

/**
 * What would be lost if this section were replaced. The text is the middle of the sentence PROFILE_EXISTS and contains
 * no secret. Null if Keyferry wrote the section for the same role and user.
 */
export function whatWouldBeLost(values: Section['values'], wanted: ProfileOwner): string | null {
  if (values.has('credential_process')) return 'runs a program for its keys (credential_process), which would be lost';
  if (values.has('role_arn')) return 'assumes a role (role_arn), which would be lost';
  if (otherSources.some((key) => values.has(key))) return 'gets its keys in another way, which would be lost';
  if (values.get('aws_access_key_id')?.startsWith('AKIA')) {
    return 'holds long-term keys, which would be lost and cannot be shown again';
  }
  const owner = readMarker(values);
  if (owner && !holdsForeignKeys(values))
    return markerOf(owner) === markerOf(wanted) ? null : otherOwner(owner, wanted);
  return values.has('aws_access_key_id') || values.has('aws_secret_access_key')
    ? 'holds keys that you or another tool wrote, which would be lost'
    : 'was not written by Keyferry';
}
