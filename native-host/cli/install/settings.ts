import { stringify } from 'ini';
import { awsPaths, type Environment } from '../../aws-files/paths.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** Each variable that is recorded, with the kind of AWS file it names. */
const variables = { AWS_SHARED_CREDENTIALS_FILE: 'credentials', AWS_CONFIG_FILE: 'config' } as const;
export const RECORDED_VARIABLES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'] as const;

/**
 * The AWS files' places as this shell has them, absolute; a variable that is not set is left out.
 * @throws KeyferryError PATH_INVALID for a place that tools would find differently.
 */
export function shellSettings({ env, platform }: Pick<CommandIo, 'env' | 'platform'>): Environment {
  const given = RECORDED_VARIABLES.filter((name) => env[name]);
  if (given.length === 0) return {};
  const paths = awsPaths(env, platform);
  return Object.fromEntries(given.map((name) => [name, paths[variables[name]]]));
}

/** The text of keyferry.ini, which the installed host reads (aws-files/recorded-paths.ts). */
export function renderSettings(settings: Environment): string {
  const header = '; Where the AWS files are, as the shell said; written by `keyferry install`.\n';
  const keys = Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]);
  return header + stringify(Object.fromEntries(keys), { platform: 'linux' });
}
