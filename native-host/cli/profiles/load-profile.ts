import { KeyferryError } from '#core/errors.ts';
import { findSection, readSections, type Section } from '#core/ini/document.ts';
import type { ExportInput } from '#core/shells/environment.ts';
import { readMarker } from '../../aws-files/profiles/profile-owner.ts';
import { unambiguously } from '../../aws-files/profiles/unambiguously.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { portalNow } from '../shared/portal-now.ts';
import { type KeysLifetime, lifetimeOf, refuseExpired, refuseShort } from './expiry.ts';
import { refuseOtherIdentity, withoutKeys } from './identity.ts';
import { otherReadings } from './other-readings.ts';
import { type PlacedSection, sectionsInConfig } from './profile-sections.ts';
import { regionOf } from './region.ts';

/** The keys of a profile, checked and ready for output. */
export interface LoadedProfile {
  readonly input: ExportInput;
  readonly lifetime: KeysLifetime;
  /** Warnings about the keys, for the user. */
  readonly warnings: readonly string[];
}

/**
 * The value of a key. The value must be printable ASCII without blanks, because AWS tools do not read all other values
 * in the same way.
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

/** The session token in a section. An empty token counts as missing, as in botocore and the SDKs. */
function tokenIn(section: Section, file: string): string | undefined {
  const key = ['aws_session_token', 'aws_security_token'].find((each) => section.values.get(each));
  return key === undefined ? undefined : plainValue(section, key, file);
}

/** The keys in the section; null if the access key id or the secret access key is missing. */
function credentialsIn(section: Section, { expiry }: KeysLifetime, file: string): ExportInput['credentials'] | null {
  const accessKeyId = plainValue(section, 'aws_access_key_id', file);
  const secretAccessKey = plainValue(section, 'aws_secret_access_key', file);
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  const sessionToken = tokenIn(section, file);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    // AWS tools refuse keys whose expiry time has passed. So if the expiry time is uncertain, the result does not
    // contain it.
    ...(sessionToken !== undefined && expiry?.isCertain && { expiration: expiry.moment }),
  };
}

function unknown(name: string, file: string, text: string): KeyferryError {
  return readSections(text).length > 0
    ? new KeyferryError('PROFILE_UNKNOWN', { name, file })
    : new KeyferryError('PROFILES_MISSING', { file });
}

/** Reads both AWS files and finds the profile's sections in them. @throws KeyferryError */
async function findProfile(name: string, io: CommandIo) {
  const { credentials: file, config } = pathsOf(io);
  const text = readAwsFile(file);
  const section = unambiguously(file, () => findSection(text, name));
  const inConfig = sectionsInConfig(name, config);
  // The credentials file comes last, because its values replace values of the config file.
  const sections: PlacedSection[] = [...inConfig.sections];
  if (section !== null) sections.push({ kind: 'credentials', file, text, section });
  if (sections.length === 0) throw unknown(name, file, text);
  if (section === null) throw withoutKeys(name, sections);
  const readings = await otherReadings(name, sections, [
    { kind: 'credentials', file, text },
    { kind: 'config', file: config, text: inConfig.text },
  ]);
  return { file, section, sections, readings, warning: inConfig.warning };
}

/**
 * Reads the keys and the region of a profile. Any tool may have written the profile.
 * @param minTtl refuses keys that expire in less than this time, in ms; 0 refuses only expired keys
 * @throws KeyferryError PROFILE_UNKNOWN, PROFILES_MISSING, PROFILE_WITHOUT_KEYS, PROFILE_OTHER_IDENTITY,
 * PROFILE_READ_DIFFERENTLY, PROFILE_EXPIRED, PROFILE_ENDS_SOON, FILE_*, PATH_INVALID
 */
export async function loadProfile(name: string, minTtl: number, io: CommandIo): Promise<LoadedProfile> {
  const { file, section, sections, readings, warning } = await findProfile(name, io);
  readings.refuse();
  const lifetime = lifetimeOf(section);
  const credentials = credentialsIn(section, lifetime, file);
  if (credentials === null) throw withoutKeys(name, sections);
  refuseOtherIdentity(name, sections);
  const now = portalNow(io);
  refuseExpired(lifetime, now);
  const uncertain = refuseShort(lifetime, minTtl, now);
  const region = regionOf(name, sections);
  const { accountId = '', roleName = '' } = readMarker(section.values) ?? {};
  return {
    input: {
      accountId,
      roleName,
      credentials,
      profileName: name,
      ...(region.region !== undefined && { region: region.region }),
    },
    lifetime,
    warnings: [warning, uncertain, region.warning, ...readings.warnings].filter((each) => each !== null),
  };
}
