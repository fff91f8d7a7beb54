import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { Section } from '#core/ini/document.ts';
import type { SectionChanges } from '#core/ini/edit-section.ts';
import { type ChangesFor, updateSections } from '#core/ini/update-sections.ts';
import type { ProfileName } from '#core/names/profile-name.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { fingerprintOf } from './loss-fingerprint.ts';
import { MARKER, markerOf, otherSources, type ProfileOwner, whatWouldBeLost } from './profile-owner.ts';
import { unambiguously } from './unambiguously.ts';

/** One profile to write. All values match the patterns of core/credentials.ts, so no value contains a line break. */
export interface WantedProfile extends ProfileOwner {
  readonly name: ProfileName;
  readonly credentials: RoleCredentials;
  readonly region?: string | undefined;
}

/**
 * Settings that Keyferry removes when it writes new keys into a section. They describe the old keys, or belong to
 * another source of credentials.
 */
const staleKeys = [
  // If this setting is present, botocore uses it and ignores aws_session_token.
  'aws_security_token',
  'x_principal_arn',
  'aws_expiration',
  'aws_session_expiration',
  'aws_credential_expiration',
  'expiration',
  'aws_account_id',
  // The following settings belong to other sources of credentials.
  'external_id',
  'mfa_serial',
  'role_session_name',
  'duration_seconds',
  'sso_region',
  'sso_registration_scopes',
];

function changesFor(
  wanted: WantedProfile,
  present: Section['values'] | null,
  hasConfigRegion: boolean,
): SectionChanges {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = wanted.credentials;
  // If one of the two files already has a region for the profile, the user chose it. Keyferry then writes no region,
  // because a new region in the credentials file would take precedence.
  const isRegionFree = !hasConfigRegion && !present?.has('region');
  const region = wanted.region !== undefined && isRegionFree ? wanted.region : null;
  return {
    set: [
      ['aws_access_key_id', accessKeyId],
      ['aws_secret_access_key', secretAccessKey],
      ['aws_session_token', sessionToken],
      ...(region === null ? [] : [['region', region] as const]),
      ['x_security_token_expires', toRfc3339(expiration)],
      [MARKER, markerOf(wanted)],
    ],
    remove: [...staleKeys, ...otherSources],
  };
}

/** The content that would be lost if Keyferry wrote a profile. */
interface Loss {
  readonly name: ProfileName;
  /** The end of the sentence "already exists and …", which says what the existing section contains. */
  readonly holds: string;
  /** The settings of the existing section with this name. Null if the file has no such section. */
  readonly present: Section['values'] | null;
  /**
   * Makes the error that asks the person whether to replace this profile.
   * @param seen the fingerprint of the content that would be lost
   */
  question(seen: string): KeyferryError;
}

/**
 * The content that would be lost if Keyferry wrote this profile, or null.
 * @param inConfig from where the profile gets its credentials according to the config file. The function ignores this
 * if Keyferry has already written a section with this name into the credentials file, because tools then use that
 * section.
 */
function lossOf(wanted: WantedProfile, present: Section['values'] | null, inConfig: string | undefined): Loss | null {
  const { name, roleName, accountId } = wanted;
  const lost = present && whatWouldBeLost(present, wanted);
  const holds = (present !== null && lost === null ? [] : [lost, inConfig].filter((each) => each != null)).join(
    '; it also ',
  );
  if (holds !== '') {
    return { name, holds, present, question: (seen) => new KeyferryError('PROFILE_EXISTS', { name, holds, seen }) };
  }
  if (name !== 'default' || present !== null) return null;
  const role = `${roleName} in account ${accountId}`;
  const question = (seen: string) => new KeyferryError('PROFILE_DEFAULT', { role, seen });
  return { name, holds: 'is what every tool uses when no profile is named', present, question };
}

/**
 * The longest question, in characters. In a reply, a longer sentence would be cut, and then the user would not see all
 * profiles.
 */
const MAX_QUESTION = 1500;

/**
 * Asks one question about everything that would be lost, because one confirmation replaces all these profiles. If the
 * question would be too long, the function refuses without a question.
 * @param confirmed the fingerprint from a question that the person has confirmed
 */
function refuseLosses(losses: readonly Loss[], confirmed: string | undefined): void {
  const [first] = losses;
  if (!first) return;
  const seen = fingerprintOf(losses);
  if (seen === confirmed) return;
  if (losses.length === 1) throw first.question(seen);
  const which = losses.map(({ name, holds }) => `${name} ${holds}`).join('; ');
  const count = losses.length;
  if (which.length <= MAX_QUESTION) throw new KeyferryError('PROFILES_EXIST', { count, which, seen });
  const some = losses.slice(0, 5).map(({ name }) => name);
  throw new KeyferryError('MANY_PROFILES_EXIST', { count, which: some.join(', ') });
}

/** Refuses two profiles with the same name. @throws KeyferryError NAMES_COLLIDE */
export function refuseCollisions(profiles: readonly WantedProfile[]): void {
  const seen = new Set<string>();
  for (const { name } of profiles) {
    if (seen.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    seen.add(name);
  }
}

interface WriteOptions {
  /** The path of the file, for sentences to the user. */
  readonly file: string;
  /** Whether the person agreed to replace existing profiles with these names. */
  readonly replace: boolean;
  /**
   * The fingerprint `seen` from the question that the person confirmed. If it is missing, the person agreed to every
   * loss.
   */
  readonly seen?: string | undefined;
  /** The result of `usedSources`: from where profiles in the config file get their credentials now. */
  readonly inConfig?: ReadonlyMap<string, string>;
  /**
   * The result of `configRegions`: profiles that have a region in the config file. They get no region in the
   * credentials file.
   */
  readonly regions?: ReadonlyMap<string, unknown>;
}

/**
 * The new text of the credentials file, with all these profiles added or updated. No two profiles may have the same
 * name. All other bytes of the file stay unchanged.
 * @throws KeyferryError PROFILE_EXISTS, PROFILE_DEFAULT, PROFILES_EXIST, MANY_PROFILES_EXIST, FILE_AMBIGUOUS
 */
export function withProfiles(
  text: string,
  profiles: readonly WantedProfile[],
  { file, replace, seen, inConfig, regions }: WriteOptions,
): string {
  const losses: Loss[] = [];
  const confirmed = replace ? seen : undefined;
  const isAllConfirmed = replace && seen === undefined;
  const changesOf = (wanted: WantedProfile): ChangesFor => {
    return (present) => {
      const loss = isAllConfirmed ? null : lossOf(wanted, present, inConfig?.get(wanted.name));
      if (loss) losses.push(loss);
      // For a single profile, the question about its existing content comes before any error about the lines of its
      // section.
      if (profiles.length === 1) refuseLosses(losses, confirmed);
      return changesFor(wanted, present, regions?.has(wanted.name) ?? false);
    };
  };
  const changes = new Map(profiles.map((each) => [each.name, changesOf(each)]));
  const result = unambiguously(file, () => updateSections(text, changes));
  refuseLosses(losses, confirmed);
  return result;
}
