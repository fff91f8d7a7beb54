import { type RoleCredentials, toRfc3339 } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import {
  applySplices,
  type ChangesFor,
  IniAmbiguity,
  type Section,
  type SectionChanges,
  type Splice,
  sectionSplices,
} from '#core/ini-document.ts';
import type { ProfileName } from '#core/profile-name.ts';
import { MARKER, markerOf, otherSources, type ProfileOwner, whatWouldBeLost } from './profile-owner.ts';

/** One profile to write. All values fit the patterns of core/credentials.ts, so none can leave its line. */
export interface WantedProfile extends ProfileOwner {
  readonly name: ProfileName;
  readonly credentials: RoleCredentials;
  readonly region?: string | undefined;
}

/** Beside other sources of credentials: what is only true of keys that are gone, and would be believed of the new ones. */
const staleKeys = [
  // botocore prefers it over aws_session_token.
  'aws_security_token',
  'x_principal_arn',
  'aws_expiration',
  'aws_session_expiration',
  'aws_credential_expiration',
  'expiration',
  'aws_account_id',
  // Belong to the sources above.
  'external_id',
  'mfa_serial',
  'role_session_name',
  'duration_seconds',
  'sso_region',
  'sso_registration_scopes',
];

function changesFor(wanted: WantedProfile, present: Section['values'] | null): SectionChanges {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = wanted.credentials;
  // A region that stands there already is the user's choice.
  const region = wanted.region !== undefined && !present?.has('region') ? wanted.region : null;
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

/** Beside a section that is Keyferry's already, nothing of the config file is in use any more. */
function refuseLoss(wanted: WantedProfile, present: Section['values'] | null, inConfig: string | undefined): void {
  const lost = present && whatWouldBeLost(present, wanted);
  const holds = present !== null && lost === null ? [] : [lost, inConfig].filter((each) => each != null);
  if (holds.length > 0)
    throw new KeyferryError('PROFILE_EXISTS', { name: wanted.name, holds: holds.join('; it also ') });
  if (wanted.name === 'default' && present === null) {
    throw new KeyferryError('PROFILE_DEFAULT', { role: `${wanted.roleName} in account ${wanted.accountId}` });
  }
}

/** @throws KeyferryError NAMES_COLLIDE when two profiles share a name. */
export function refuseCollisions(profiles: readonly WantedProfile[]): void {
  const seen = new Set<string>();
  for (const { name } of profiles) {
    if (seen.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    seen.add(name);
  }
}

/** Runs `work` on the text of `file`; where tools would read the text differently, names the line. */
export function unambiguously<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IniAmbiguity)) throw error;
    throw new KeyferryError('FILE_AMBIGUOUS', { file, line: error.line, why: error.why });
  }
}

interface Circumstances {
  readonly file: string;
  readonly replace: boolean;
  readonly inConfig?: ReadonlyMap<string, string>;
}

/**
 * The changes of the credentials file's text that put all these profiles into it, whose names differ; every other byte
 * stays.
 * @param replace whether a person confirmed that other profiles of these names may go.
 * @param inConfig what the config file has for these names and new keys put out of use, as `usedSources` gives it.
 * @throws KeyferryError PROFILE_EXISTS, PROFILE_DEFAULT, FILE_AMBIGUOUS
 */
export function profilesSplices(
  text: string,
  profiles: readonly WantedProfile[],
  { file, replace, inConfig }: Circumstances,
): readonly Splice[] {
  const changesOf = (wanted: WantedProfile): ChangesFor => {
    return (present) => {
      if (!replace) refuseLoss(wanted, present, inConfig?.get(wanted.name));
      return changesFor(wanted, present);
    };
  };
  const wanted = new Map(profiles.map((each) => [each.name, changesOf(each)]));
  return unambiguously(file, () => sectionSplices(text, wanted));
}

/** The credentials file's text with `profilesSplices` made. */
export function withProfiles(...[text, ...rest]: Parameters<typeof profilesSplices>): string {
  return applySplices(text, profilesSplices(text, ...rest));
}
