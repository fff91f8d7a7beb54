import { KeyferryError } from '#core/errors.ts';
import { FAILED_PROFILE } from '#core/names/failed-profile.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** The profile that a command uses, and whether its name is on the command line. */
interface ChosenProfile {
  readonly name: string;
  readonly isNamed: boolean;
}

/**
 * The profile to use, chosen as in the AWS CLI: the profile on the command line, or else the one in AWS_PROFILE or
 * AWS_DEFAULT_PROFILE, or else `default`.
 * @param word a profile name on the command line without `--profile`
 * @param option the value of `--profile`
 * @throws KeyferryError USAGE for two different names. Also if the command line has no name and a failed `keyferry env`
 * has set AWS_PROFILE.
 */
export function chosenProfile(
  word: string | undefined,
  option: string | undefined,
  env: CommandIo['env'],
): ChosenProfile {
  if (word !== undefined && option !== undefined && word !== option) {
    throw new KeyferryError('USAGE', { why: `The command line has two profile names, ${word} and ${option}` });
  }
  const named = option ?? word;
  if (named !== undefined) return { name: named, isNamed: true };
  const name = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default';
  if (name !== FAILED_PROFILE) return { name, isNamed: false };
  const why = `AWS_PROFILE is ${FAILED_PROFILE} because the last \`keyferry env\` in this shell failed; give the name of a profile`;
  throw new KeyferryError('USAGE', { why });
}
