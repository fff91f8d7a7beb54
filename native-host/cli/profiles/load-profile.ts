import { KeyferryError } from '#core/errors.ts';
import { findSection, readSections, type Section } from '#core/ini/document.ts';
import { REGION } from '#core/patterns.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import type { ExportInput } from '#core/shells/environment.ts';
import { readMarker } from '../../aws-files/profiles/profile-owner.ts';
import { expiryOf } from '../../aws-files/profiles/stored-profile.ts';
import { unambiguously } from '../../aws-files/profiles/unambiguously.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { ago } from './time-left.ts';

/** The profile to use: the named one, else that of the environment, else `default`, as the AWS CLI chooses. */
export function chosenProfile(named: string | undefined, env: CommandIo['env']): string {
  return named ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default');
}

/**
 * The value of a key, which must be printable ASCII without blanks: tools read anything else differently.
 * @throws KeyferryError FILE_AMBIGUOUS
 */
function plainValue(section: Section, key: string, file: string): string | undefined {
  const value = section.values.get(key);
  if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
  throw new KeyferryError('FILE_AMBIGUOUS', {
    file,
    line: section.line,
    why: `${key} in that section is not plain text`,
  });
}

/** botocore and the SDKs ignore an empty token. */
function tokenIn(section: Section, file: string): string | undefined {
  const key = ['aws_session_token', 'aws_security_token'].find((each) => section.values.get(each));
  return key === undefined ? undefined : plainValue(section, key, file);
}

function whyNoKeys({ values }: Section): string {
  if (values.has('credential_process')) return 'it runs a program for them';
  if (values.has('role_arn')) return 'it assumes a role';
  return 'aws_access_key_id or aws_secret_access_key is missing';
}

function regionIn(section: Section | null | undefined): string | undefined {
  const region = section?.values.get('region');
  return region !== undefined && REGION.test(region) ? region : undefined;
}

/** The region of the profile in the config file; undefined if that file cannot be read. */
function configRegion(name: string, path: string): string | undefined {
  try {
    const wanted = name === 'default' ? ['default', 'profile default'] : [`profile ${name}`];
    return regionIn(readSections(readAwsFile(path)).find((section) => wanted.includes(section.name)));
  } catch {
    return undefined;
  }
}

function refuseExpired(name: string, expiration: number | null, now: number): void {
  if (expiration === null || expiration > now) return;
  throw new KeyferryError('PROFILE_EXPIRED', { name, when: `${ago(expiration, now)} (${toRfc3339(expiration)})` });
}

function credentialsIn(section: Section, expiration: number | null, file: string): ExportInput['credentials'] {
  const accessKeyId = plainValue(section, 'aws_access_key_id', file);
  const secretAccessKey = plainValue(section, 'aws_secret_access_key', file);
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new KeyferryError('PROFILE_WITHOUT_KEYS', { name: section.name, file, why: whyNoKeys(section) });
  }
  const sessionToken = tokenIn(section, file);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(sessionToken !== undefined && expiration !== null && { expiration }),
  };
}

/**
 * Reads the keys and the region of a profile, whichever tool wrote it.
 * @throws KeyferryError PROFILE_UNKNOWN, PROFILE_WITHOUT_KEYS, PROFILE_EXPIRED, FILE_*, PATH_INVALID
 */
export function loadProfile(name: string, io: CommandIo): ExportInput {
  const { credentials: file, config } = pathsOf(io);
  const text = readAwsFile(file);
  const section = unambiguously(file, () => findSection(text, name));
  if (section === null) throw new KeyferryError('PROFILE_UNKNOWN', { name, file });
  const expiration = section.values.get('aws_session_token') ? expiryOf(section.values) : null;
  const credentials = credentialsIn(section, expiration, file);
  refuseExpired(name, expiration, io.now());
  const region = regionIn(section) ?? configRegion(name, config);
  const { accountId = '', roleName = '' } = readMarker(section.values) ?? {};
  return { accountId, roleName, credentials, profileName: name, ...(region !== undefined && { region }) };
}
