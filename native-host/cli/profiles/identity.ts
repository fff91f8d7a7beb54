import { KeyferryError } from '#core/errors.ts';
import { isInert } from '#core/shells/quoting.ts';
import { shadowing } from '../../aws-files/profiles/config-file.ts';
import type { PlacedSection } from './profile-sections.ts';

/** A source of credentials for a profile that has no keys in the credentials file. */
interface OtherSource {
  readonly keys: readonly string[];
  /** The id of the source for scripts. */
  readonly id: string;
  /** The name of the source in the table of `keyferry status`. */
  readonly label: string;
  /** The end of the sentence "has no keys of its own because …". */
  readonly why: string;
  /** A sentence that says what the user must do before AWS_PROFILE works with this source. */
  readonly before?: (name: string) => string;
}

const quoted = (name: string): string => (isInert(name) ? name : `"${name}"`);

const SOURCES: readonly OtherSource[] = [
  {
    keys: ['web_identity_token_file'],
    id: 'web-identity',
    label: 'web identity',
    why: 'it is a web identity profile',
  },
  { keys: ['role_arn'], id: 'assume-role', label: 'a role to assume', why: 'it assumes a role (role_arn)' },
  {
    keys: ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name'],
    id: 'sso',
    label: 'SSO',
    why: 'it is an SSO profile',
    before: (name) => `Sign in with \`aws sso login --profile ${name}\`. `,
  },
  {
    keys: ['credential_process'],
    id: 'process',
    label: 'a program',
    why: 'it gets its keys from a program (credential_process)',
  },
  {
    keys: ['login_session'],
    id: 'login',
    label: 'aws login',
    why: 'it gets its keys from `aws login`',
    before: (name) => `Sign in with \`aws login --profile ${name}\`. `,
  },
  { keys: ['aws_access_key_id'], id: 'config-keys', label: 'keys in config', why: 'its keys are in the config file' },
];

const NONE = { id: 'none', label: 'no keys' };

/**
 * The last section of the profile that contains a setting of this source, such as `role_arn`. Keys in the credentials
 * file do not count as a source.
 */
function placeOf({ id, keys }: OtherSource, sections: readonly PlacedSection[]): PlacedSection | undefined {
  const eligible = id === 'config-keys' ? sections.filter(({ kind }) => kind === 'config') : sections;
  return eligible.findLast(({ section }) => keys.some((key) => section.values.has(key)));
}

/** The source from which a profile gets its credentials if it has no keys in the credentials file. */
export function kindOf(sections: readonly PlacedSection[]): { readonly id: string; readonly label: string } {
  return SOURCES.find((source) => placeOf(source, sections)) ?? NONE;
}

/**
 * The error for a profile without keys. It contains the file, the line, the reason and a remedy.
 * @param sections the sections of the profile; there must be at least one
 */
export function withoutKeys(name: string, sections: readonly PlacedSection[]): KeyferryError {
  const source = SOURCES.find((each) => placeOf(each, sections));
  const place = (source && placeOf(source, sections)) ?? sections.at(-1);
  const why = source?.why ?? 'aws_access_key_id or aws_secret_access_key is missing';
  const remedy = source
    ? `${source.before?.(quoted(name)) ?? ''}To use this profile, set AWS_PROFILE=${quoted(name)}`
    : 'Write the profile from the popup, or choose another profile';
  const { file = '', section = { line: 0 } } = place ?? {};
  return new KeyferryError('PROFILE_WITHOUT_KEYS', { name, file, line: section.line, why, remedy });
}

const PRECEDING = SOURCES.slice(0, 3);

/**
 * Refuses a profile that has keys but is also an assume-role, web identity or SSO profile. Some or all of AWS's tools
 * do not use the keys of such a profile (docs/DECISIONS.md, 4). Accepts a profile that has keys and also uses
 * `credential_process` or `aws login`, because all AWS tools then use the keys.
 * @param sections the sections of the profile in both files
 * @throws KeyferryError PROFILE_OTHER_IDENTITY
 */
export function refuseOtherIdentity(name: string, sections: readonly PlacedSection[]): void {
  const merged = new Map(sections.flatMap(({ section }) => [...section.values]));
  const what = shadowing(merged);
  if (what === null) return;
  const place = PRECEDING.map((source) => placeOf(source, sections)).find((each) => each !== undefined);
  const { file = '', section = { line: 0 } } = place ?? {};
  const effect =
    what === 'an assume-role profile'
      ? 'every AWS tool uses that role, not the keys of the profile'
      : 'only some AWS tools use the keys of the profile';
  throw new KeyferryError('PROFILE_OTHER_IDENTITY', { name: quoted(name), what, file, line: section.line, effect });
}
