import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import {
  applySplices,
  type ChangesFor,
  type Section,
  type SectionChanges,
  type Splice,
  sectionSplices,
} from '#core/ini/document.ts';
import type { ProfileName } from '#core/names/profile-name.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { fingerprintOf } from './loss-fingerprint.ts';
import { MARKER, markerOf, otherSources, type ProfileOwner, whatWouldBeLost } from './profile-owner.ts';
import { unambiguously } from './unambiguously.ts';

export { unambiguously } from './unambiguously.ts';

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

interface Loss {
  readonly name: ProfileName;
  /** As in "already exists and …". */
  readonly holds: string;
  readonly present: Section['values'] | null;
  /** What a person is asked when it is the only one. */
  question(seen: string): KeyferryError;
}

/**
 * What of the user's a write without their word would do away with, null for nothing. Beside a section that is
 * Keyferry's already, nothing of the config file is in use any more.
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

/** In characters: a reply's sentence has its limit, and one that is cut would not name all. */
const MAX_TOLD = 1500;

/**
 * One yes replaces all of them, so the question names all of them; where it cannot there is none.
 * @param confirmed what the question was about that a person said yes to
 */
function refuseLosses(losses: readonly Loss[], confirmed: string | undefined): void {
  const [first] = losses;
  if (!first) return;
  const seen = fingerprintOf(losses);
  if (seen === confirmed) return;
  if (losses.length === 1) throw first.question(seen);
  const which = losses.map(({ name, holds }) => `${name} ${holds}`).join('; ');
  const count = losses.length;
  if (which.length <= MAX_TOLD) throw new KeyferryError('PROFILES_EXIST', { count, which, seen });
  const some = losses.slice(0, 5).map(({ name }) => name);
  throw new KeyferryError('MANY_PROFILES_EXIST', { count, which: some.join(', ') });
}

/** @throws KeyferryError NAMES_COLLIDE when two profiles share a name. */
export function refuseCollisions(profiles: readonly WantedProfile[]): void {
  const seen = new Set<string>();
  for (const { name } of profiles) {
    if (seen.has(name)) throw new KeyferryError('NAMES_COLLIDE', { name });
    seen.add(name);
  }
}

interface Circumstances {
  readonly file: string;
  readonly replace: boolean;
  readonly seen?: string | undefined;
  readonly inConfig?: ReadonlyMap<string, string>;
}

/**
 * The changes of the credentials file's text that put all these profiles into it, whose names differ; every other byte
 * stays.
 * @param replace whether a person confirmed that other profiles of these names may go.
 * @param seen what the question was about that was confirmed, as its error's `seen`; a confirmation without it covers all.
 * @param inConfig what the config file has for these names and new keys put out of use, as `usedSources` gives it.
 * @throws KeyferryError PROFILE_EXISTS, PROFILE_DEFAULT, PROFILES_EXIST, MANY_PROFILES_EXIST, FILE_AMBIGUOUS
 */
export function profilesSplices(
  text: string,
  profiles: readonly WantedProfile[],
  { file, replace, seen, inConfig }: Circumstances,
): readonly Splice[] {
  const losses: Loss[] = [];
  const confirmed = replace ? seen : undefined;
  const isCovered = replace && seen === undefined;
  const changesOf = (wanted: WantedProfile): ChangesFor => {
    return (present) => {
      const loss = isCovered ? null : lossOf(wanted, present, inConfig?.get(wanted.name));
      if (loss) losses.push(loss);
      // Of one profile, whose it is comes before how it is written.
      if (profiles.length === 1) refuseLosses(losses, confirmed);
      return changesFor(wanted, present);
    };
  };
  const wanted = new Map(profiles.map((each) => [each.name, changesOf(each)]));
  const splices = unambiguously(file, () => sectionSplices(text, wanted));
  refuseLosses(losses, confirmed);
  return splices;
}

/** The credentials file's text with `profilesSplices` made. */
export function withProfiles(...[text, ...rest]: Parameters<typeof profilesSplices>): string {
  return applySplices(text, profilesSplices(text, ...rest));
}
