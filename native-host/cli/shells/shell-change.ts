import type { Shell } from '#core/shells/format.ts';

/** What `use` changes in a shell. It contains no secret. */
export interface ShellChange {
  /** Variables to set and export. */
  readonly set: Readonly<Record<string, string>>;
  /** Variables to remove. */
  readonly unset: readonly string[];
}

/** The region that the last `use` set, so that the next one removes it but keeps a region that the user set. */
export const REGION_OF_USE = 'KEYFERRY_REGION';
/** The profile before the last `use`, for `use -`. */
export const EARLIER = 'KEYFERRY_EARLIER_PROFILE';

/** Variables of other identities. AWS tools would use them instead of the profile, or with it. */
export const OVERRIDING_PROFILE: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_DEFAULT_PROFILE',
  // botocore prefers the next three variables to a profile that only AWS_PROFILE names.
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
];

type Env = Readonly<Record<string, string | undefined>>;

/** The names of the region variables that an earlier `use` set and that nobody has changed since. */
const ownRegions = (env: Env): string[] =>
  ['AWS_REGION', 'AWS_DEFAULT_REGION'].filter((name) => env[name] && env[name] === env[REGION_OF_USE]);

/** The variables for `use -`. */
function earlier(env: Env, name: string | null): ShellChange['set'] {
  const now = env.AWS_PROFILE;
  return now && now !== name ? { [EARLIER]: now } : {};
}

/**
 * The change that makes a shell use a profile.
 * @param env of the shell
 */
export function changeTo(name: string, region: string | undefined, env: Env): ShellChange {
  const regions = region && { AWS_REGION: region, AWS_DEFAULT_REGION: region, [REGION_OF_USE]: region };
  const old = regions ? [] : [...ownRegions(env), REGION_OF_USE];
  return { set: { AWS_PROFILE: name, ...regions, ...earlier(env, name) }, unset: [...OVERRIDING_PROFILE, ...old] };
}

/** The change that removes the profile from a shell. */
export function changeToNone(env: Env): ShellChange {
  const old = ['AWS_PROFILE', ...OVERRIDING_PROFILE, ...ownRegions(env), REGION_OF_USE];
  return { set: earlier(env, null), unset: old };
}

/** The change as statements of a shell. Nushell cannot evaluate text, so it gets JSON. */
export function changeText(shell: Shell, { set, unset }: ShellChange): string {
  if (shell.id === 'nushell') return `${JSON.stringify({ set, unset })}\n`;
  const sets = Object.entries(set).map(([name, value]) => shell.set(name, shell.quote(value)));
  return [...unset.map((name) => shell.unset(name)), ...sets].map((line) => `${line}\n`).join('');
}
