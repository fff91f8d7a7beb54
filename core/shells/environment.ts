import type { RoleCredentials } from '../credentials.ts';
import { toRfc3339 } from '../rfc3339.ts';

/** A role's credentials, or a profile's of another tool: keys without a token or a known end are keys too. */
type ExportCredentials = Pick<RoleCredentials, 'accessKeyId' | 'secretAccessKey'> &
  Partial<Pick<RoleCredentials, 'sessionToken' | 'expiration'>>;

/** What is exported: one role's credentials; region and profile name only where the user chose them. */
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
 * Left-overs that would win over pasted keys: with AWS_PROFILE set the SDK for JavaScript ignores them, and a stale
 * AWS_SECURITY_TOKEN is sent in place of the new token (docs/DECISIONS.md, 23).
 */
const RIVAL_VARIABLES: readonly string[] = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'];

/** Every variable that an export may set. */
export const EXPORTED_VARIABLES: readonly string[] = [...CREDENTIAL_VARIABLES, ...REGION_VARIABLES];

/** What an export sets, in the order it is written, and what it unsets so that the former wins. */
export interface Environment {
  readonly set: Record<string, string>;
  readonly unset: string[];
}

/** The environment that gives a program this role; the region's variables only when a region is chosen. */
export function environmentOf({ credentials, region }: ExportInput): Environment {
  const [keyId, secret, token, expiration] = CREDENTIAL_VARIABLES;
  const set: Record<string, string> = {
    [keyId]: credentials.accessKeyId,
    [secret]: credentials.secretAccessKey,
  };
  if (credentials.sessionToken !== undefined) set[token] = credentials.sessionToken;
  if (credentials.expiration !== undefined) set[expiration] = toRfc3339(credentials.expiration);
  if (region) for (const name of REGION_VARIABLES) set[name] = region;
  // A token or an end left over from other keys would be taken for these keys' own.
  const absent = CREDENTIAL_VARIABLES.filter((name) => !Object.hasOwn(set, name));
  return { set, unset: [...RIVAL_VARIABLES, ...absent] };
}
