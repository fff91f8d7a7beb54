import type { CommandIo } from '../../terminal/io.ts';

/**
 * Sentences about environment variables that decide which keys the tools of this shell use. The first sentence is about
 * the variable that tools prefer most.
 */
export function shadowingVariables({ env }: Pick<CommandIo, 'env'>): readonly string[] {
  const keys = env.AWS_ACCESS_KEY_ID
    ? ['AWS_ACCESS_KEY_ID is set: tools started here use these keys, even if AWS_PROFILE is set.']
    : [];
  const identity =
    !env.AWS_ACCESS_KEY_ID && env.AWS_WEB_IDENTITY_TOKEN_FILE
      ? ['AWS_WEB_IDENTITY_TOKEN_FILE is set: some tools started here use it, even if AWS_PROFILE is set.']
      : [];
  const profile = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE;
  const variable = env.AWS_PROFILE ? 'AWS_PROFILE' : 'AWS_DEFAULT_PROFILE';
  const chosen =
    profile && keys.length === 0 ? [`${variable} is set: tools started here use the profile ${profile}.`] : [];
  return [...keys, ...identity, ...chosen];
}
