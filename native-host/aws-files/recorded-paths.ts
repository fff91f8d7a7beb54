import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'ini';
import { asFileError, ifThere } from './file-errors.ts';
import type { Environment } from './paths.ts';

/** Written by `keyferry install` beside the program, since a browser started from the desktop lacks a shell's variables. */
export const SETTINGS_FILE = 'keyferry.ini';

const keys = {
  aws_shared_credentials_file: 'AWS_SHARED_CREDENTIALS_FILE',
  aws_config_file: 'AWS_CONFIG_FILE',
} as const;

/** The variables of the AWS files' places as they were recorded in `directory`; none where nothing was. */
export async function recordedPaths(directory: string): Promise<Environment> {
  const path = join(directory, SETTINGS_FILE);
  const text = await ifThere(readFile(path, 'utf8')).catch((error) => {
    throw asFileError(error, path);
  });
  const settings = parse(text ?? '');
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, variable]) =>
      typeof settings[key] === 'string' ? [[variable, settings[key]]] : [],
    ),
  );
}
