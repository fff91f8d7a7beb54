import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'ini';
import { asReadError, errnoOf } from './editing/file-errors.ts';
import type { Environment } from './paths.ts';

/** Written by `keyferry install` beside the program, since a browser started from the desktop lacks a shell's variables. */
export const SETTINGS_FILE = 'keyferry.ini';

const keys = {
  aws_shared_credentials_file: 'AWS_SHARED_CREDENTIALS_FILE',
  aws_config_file: 'AWS_CONFIG_FILE',
} as const;

/** '' where nothing was recorded. @throws KeyferryError FILE_* */
function readSettings(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw asReadError(error, path);
  }
}

/** The variables of the AWS files' places as they were recorded in `directory`; none where nothing was. */
export function recordedPaths(directory: string): Environment {
  const settings = parse(readSettings(join(directory, SETTINGS_FILE)));
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, variable]) =>
      typeof settings[key] === 'string' ? [[variable, settings[key]]] : [],
    ),
  );
}
