import { stringify } from 'ini';
import { awsPaths, type Environment } from '../../aws-files/paths.ts';
import type { CommandIo } from '../../terminal/io.ts';

/**
 * The environment variables that `keyferry install` records. The value says which AWS file has its path in the
 * variable.
 */
const variables = { AWS_SHARED_CREDENTIALS_FILE: 'credentials', AWS_CONFIG_FILE: 'config' } as const;
/** The names of the variables that install records, in the order of the settings file. */
export const RECORDED_VARIABLES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'] as const;

/**
 * The absolute paths of the AWS files, from the variables of this shell that contain such a path. The result has no
 * entry for a variable that is not set.
 * @throws KeyferryError PATH_INVALID for a path that not all AWS tools would resolve in the same way
 */
export function shellSettings({ env, platform }: Pick<CommandIo, 'env' | 'platform'>): Environment {
  const given = RECORDED_VARIABLES.filter((name) => env[name]);
  if (given.length === 0) return {};
  const paths = awsPaths(env, platform);
  return Object.fromEntries(given.map((name) => [name, paths[variables[name]]]));
}

/** The text of keyferry.ini, which the installed host reads (aws-files/settings-file.ts). */
export function renderSettings(settings: Environment): string {
  const header = '; Paths of the AWS files in the shell that ran `keyferry install`.\n';
  const keys = Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]);
  return header + stringify(Object.fromEntries(keys), { platform: 'linux' });
}
