import type { RoleCredentials } from '../credentials.ts';
import { FAILED_PROFILE } from '../names/failed-profile.ts';
import { toRfc3339 } from '../rfc3339.ts';

/**
 * The credentials to export. They belong to a role or to another tool's profile. Credentials of another tool may have
 * no session token or no expiry.
 */
type ExportCredentials = Pick<RoleCredentials, 'accessKeyId' | 'secretAccessKey'> &
  Partial<Pick<RoleCredentials, 'sessionToken' | 'expiration'>>;

/** What an export contains: the credentials of one role, and the region and profile name if the user chose them. */
export interface ExportInput {
  readonly accountId: string;
  readonly roleName: string;
  readonly credentials: ExportCredentials;
  readonly region?: string;
  readonly profileName?: string;
}

const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
] as const;
const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/**
 * If these variables are still set, they override the exported keys. With AWS_PROFILE, the SDK for JavaScript ignores
 * the keys. With an old AWS_SECURITY_TOKEN, tools send the old token instead of the new one (docs/DECISIONS.md, 23).
 */
const OVERRIDING_VARIABLES: readonly string[] = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'];

/**
 * Variables for other sources of keys, such as the identity of a pod or container. Tools use these sources if the
 * environment contains no keys.
 */
const OTHER_SOURCE_VARIABLES = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const;

/** The environment after a failed `keyferry env`. It contains no identity that the shell had before. */
export const failedEnvironment: Environment = {
  set: { AWS_PROFILE: FAILED_PROFILE },
  unset: [...CREDENTIAL_VARIABLES, 'AWS_SECURITY_TOKEN', 'AWS_DEFAULT_PROFILE', ...OTHER_SOURCE_VARIABLES],
};

/** Every variable that an export may set. */
export const EXPORTED_VARIABLES: readonly string[] = [...CREDENTIAL_VARIABLES, ...REGION_VARIABLES];

/**
 * The variables that an export sets, in their order, and the variables that it removes. If it did not remove them,
 * tools could use their old values.
 */
export interface Environment {
  readonly set: Record<string, string>;
  readonly unset: string[];
}

/**
 * The environment in which a program gets the keys of this role. It sets the variables for the region only if there is
 * a region.
 */
export function environmentOf({ credentials, region }: ExportInput): Environment {
  const [keyId, secret, token, expiration] = CREDENTIAL_VARIABLES;
  const set: Record<string, string> = {
    [keyId]: credentials.accessKeyId,
    [secret]: credentials.secretAccessKey,
  };
  if (credentials.sessionToken !== undefined) set[token] = credentials.sessionToken;
  if (credentials.expiration !== undefined) set[expiration] = toRfc3339(credentials.expiration);
  if (region) for (const name of REGION_VARIABLES) set[name] = region;
  // Unsets the token and the expiry if the new credentials have none. Otherwise programs would use old values with the
  // new keys.
  const absent = CREDENTIAL_VARIABLES.filter((name) => !Object.hasOwn(set, name));
  return { set, unset: [...OVERRIDING_VARIABLES, ...absent] };
}
