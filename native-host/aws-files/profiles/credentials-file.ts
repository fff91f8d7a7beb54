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

/** One profile to write. All values match the patterns of core/credentials.ts, so none can contain a line break. */
export interface WantedProfile extends ProfileOwner {
  readonly name: ProfileName;
  readonly credentials: RoleCredentials;
  readonly region?: string | undefined;
}

/**
 * Keys that describe the old credentials and would be wrong for the new credentials. Keys of other sources are removed
 * too.
 */
const staleKeys = [
  // botocore prefers this key to aws_session_token.
  'aws_security_token',
  'x_principal_arn',
  'aws_expiration',
  'aws_session_expiration',
  'aws_credential_expiration',
  'expiration',
  'aws_account_id',
  // Settings that belong to other sources of credentials.
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
  // A region that exists in one of the two files is the user's choice. A new region in the credentials file would take
  // precedence over it.
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

/** What would be lost if a profile were written. */
interface Loss {
  readonly name: ProfileName;
  /** The end of the sentence "already exists and …". */
  readonly holds: string;
  /** The existing section of this name; null if the file has no such section. */
  readonly present: Section['values'] | null;
  /** The refusal for only this profile. @param seen the fingerprint of the losses */
  question(seen: string): KeyferryError;
}

/**
 * What would be lost if this profile were written, or null.
 * @param inConfig the source of credentials that the config file contains under this name. It counts only if Keyferry
 * has no section of this name in the credentials file yet. If there is one, tools no longer use the source anyway.
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
 * The limit of the question, in characters. A reply shortens longer sentences, and a shortened question would not name
 * every profile.
 */
const MAX_QUESTION = 1500;

/**
 * Asks about all losses at once, because one confirmation replaces all these profiles. If one sentence cannot name all
 * losses, the function refuses without a question.
 * @param confirmed the fingerprint of the losses that a person has confirmed
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

/**
 * Refuses two profiles with the same name.
 * @throws KeyferryError NAMES_COLLIDE when two profiles have the same name.
 */
export function refuseCollisions(profiles: readonly WantedProfile[]): void {
  const seen = new Set<string>();
  for (const { name } of profiles) {
    if (seen.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    seen.add(name);
  }
}

interface WriteOptions {
  /** The path of the file, for sentences. */
  readonly file: string;
  /** Whether a person confirmed that existing profiles of these names may be replaced. */
  readonly replace: boolean;
  /** The `seen` of the error that the person confirmed. If it is missing, the confirmation covers everything. */
  readonly seen?: string | undefined;
  /** The sources in the config file that new keys would put out of use, from `usedSources`. */
  readonly inConfig?: ReadonlyMap<string, string>;
  /** The regions in the config file, from `configRegions`. These profiles get no region in the credentials file. */
  readonly regions?: ReadonlyMap<string, unknown>;
}

/**
 * The text of the credentials file with all these profiles added or updated. Their names must differ. Every other byte
 * stays.
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
      // For a single profile, the question about its owner comes before an error about its lines.
      if (profiles.length === 1) refuseLosses(losses, confirmed);
      return changesFor(wanted, present, regions?.has(wanted.name) ?? false);
    };
  };
  const changes = new Map(profiles.map((each) => [each.name, changesOf(each)]));
  const result = unambiguously(file, () => updateSections(text, changes));
  refuseLosses(losses, confirmed);
  return result;
}
