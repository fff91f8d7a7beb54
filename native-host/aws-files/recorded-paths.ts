import { parse } from 'ini';
import type { Environment } from './paths.ts';

const keys = {
  aws_shared_credentials_file: 'AWS_SHARED_CREDENTIALS_FILE',
  aws_config_file: 'AWS_CONFIG_FILE',
} as const;

/**
 * The environment variables with the paths of the AWS files. `keyferry install` recorded them in the settings file.
 * @param text the text of the settings file
 */
export function recordedPaths(text: string): Environment {
  const settings = parse(text);
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, variable]) =>
      typeof settings[key] === 'string' ? [[variable, settings[key]]] : [],
    ),
  );
}
