import type { Shell } from '#core/shells/format.ts';

/** The variables that `keyferry use` changes in a shell. None of them contains a secret. */
export interface ShellChange {
  /** Variables to set and export. */
  readonly set: Readonly<Record<string, string>>;
  /** Variables to remove. */
  readonly unset: readonly string[];
}

/**
 * This variable contains the region that the last `keyferry use` set. The next `keyferry use` removes this region, but
 * keeps a region that the user set.
 */
export const REGION_OF_USE = 'KEYFERRY_REGION';
/** This variable contains the name of the earlier profile. `keyferry use -` goes back to this profile. */
export const EARLIER = 'KEYFERRY_EARLIER_PROFILE';

/** Variables that AWS tools would use instead of the profile in AWS_PROFILE, or together with it. */
export const OVERRIDING_PROFILE: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_DEFAULT_PROFILE',
  // botocore prefers the next three variables to AWS_PROFILE.
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
];

type Env = Readonly<Record<string, string | undefined>>;

/** The names of the region variables whose value is still from the last `keyferry use`. */
const ownRegions = (env: Env): string[] =>
  ['AWS_REGION', 'AWS_DEFAULT_REGION'].filter((name) => env[name] && env[name] === env[REGION_OF_USE]);

/** Stores the name of the current profile in a variable. A later `keyferry use -` goes back to this profile. */
function earlier(env: Env, name: string | null): ShellChange['set'] {
  const now = env.AWS_PROFILE;
  return now && now !== name ? { [EARLIER]: now } : {};
}

/**
 * The change of variables that makes a shell use a profile.
 * @param env the environment of the shell
 */
export function changeTo(name: string, region: string | undefined, env: Env): ShellChange {
  const regions = region && { AWS_REGION: region, AWS_DEFAULT_REGION: region, [REGION_OF_USE]: region };
  const old = regions ? [] : [...ownRegions(env), REGION_OF_USE];
  return { set: { AWS_PROFILE: name, ...regions, ...earlier(env, name) }, unset: [...OVERRIDING_PROFILE, ...old] };
}

/** The change of variables after which a shell uses no profile. */
export function changeToNone(env: Env): ShellChange {
  const old = ['AWS_PROFILE', ...OVERRIDING_PROFILE, ...ownRegions(env), REGION_OF_USE];
  return { set: earlier(env, null), unset: old };
}

/** The change as statements that a shell evaluates. Nushell cannot evaluate text, so it gets JSON. */
export function changeText(shell: Shell, { set, unset }: ShellChange): string {
  if (shell.id === 'nushell') return `${JSON.stringify({ set, unset })}\n`;
  const sets = Object.entries(set).map(([name, value]) => shell.set(name, shell.quote(value)));
  return [...unset.map((name) => shell.unset(name)), ...sets].map((line) => `${line}\n`).join('');
}
