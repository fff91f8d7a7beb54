import type { Section } from '#core/ini/document.ts';
import { ACCOUNT_ID, ROLE_NAME, USER_MARK } from '#core/patterns.ts';
import { isStartUrl } from '#core/portals/portals.ts';

/** The role whose keys are in a profile that Keyferry wrote. */
export interface ProfileOwner {
  readonly accountId: string;
  readonly roleName: string;
  readonly portal: string;
  /** Fingerprint of the user of the portal. Undefined in CLI profiles, and in profiles that Keyferry 0.1.0 wrote. */
  readonly user?: string | undefined;
}

/** The name of the setting with which Keyferry marks its own profiles. */
export const MARKER = 'x_keyferry';
const MARKER_VERSION = '1';
/**
 * In a mark, this text comes before the user. Keyferry 0.1.0 cannot read marks with a user. It treats a profile with
 * such a mark as a profile of another program: it asks before it replaces the profile, and neither renews nor removes
 * it.
 */
const USER = 'u:';

/** The value of the mark for this owner. `readMarker` reads this value. */
export function markerOf({ accountId, roleName, portal, user }: ProfileOwner): string {
  return `${MARKER_VERSION} ${accountId} ${roleName} ${portal}${user === undefined ? '' : ` ${USER}${user}`}`;
}

/**
 * Reads the owner of a profile from its mark. Any person or tool may have edited the file.
 * @returns null if there is no mark, or if the mark has a form that Keyferry never writes
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
 * Whether the section has keys in a form that Keyferry never writes: in quotes, over several lines, long-term or
 * incomplete.
 */
export function holdsForeignKeys(values: Section['values']): boolean {
  const keyId = values.get('aws_access_key_id');
  return keyId === undefined ? values.has('aws_secret_access_key') : !/^(?!AKIA)[A-Z0-9]{1,128}$/.test(keyId);
}

/** The settings from which a profile can get credentials, other than access keys in the section itself. */
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
  if (owner.portal !== wanted.portal) return `holds keys from another portal, ${owner.portal}`;
  if (markerOf({ ...owner, user: wanted.user }) !== markerOf(wanted))
    return `holds the keys of ${owner.roleName} in account ${owner.accountId}`;
  return owner.user === undefined
    ? 'does not say to which user of the portal its keys belong'
    : 'holds keys of another user of the portal';
}

/**
 * Says what would be lost if Keyferry replaced this section. The text is the middle of the sentence PROFILE_EXISTS and
 * contains no secret. Null if Keyferry wrote the section for the same role and user.
 */
export function whatWouldBeLost(values: Section['values'], wanted: ProfileOwner): string | null {
  if (values.has('credential_process'))
    return 'gets its keys from a program, and the line that starts this program (credential_process) would be lost';
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
