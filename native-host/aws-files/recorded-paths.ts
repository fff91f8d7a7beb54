import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'ini';
import { asReadError, errnoOf } from './editing/file-errors.ts';
import type { Environment } from './paths.ts';

/** `keyferry install` writes it next to the program, because a browser may lack the shell's variables. */
export const SETTINGS_FILE = 'keyferry.ini';

const keys = {
  aws_shared_credentials_file: 'AWS_SHARED_CREDENTIALS_FILE',
  aws_config_file: 'AWS_CONFIG_FILE',
} as const;

/** '' for a missing file. @throws KeyferryError FILE_UNREADABLE */
function readSettings(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw asReadError(error, path);
  }
}

/** The variables for the AWS files' paths that were recorded in `directory`. @throws KeyferryError FILE_UNREADABLE */
export function recordedPaths(directory: string): Environment {
  const settings = parse(readSettings(join(directory, SETTINGS_FILE)));
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, variable]) =>
      typeof settings[key] === 'string' ? [[variable, settings[key]]] : [],
    ),
  );
}
