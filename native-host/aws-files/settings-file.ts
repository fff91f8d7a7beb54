import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asReadError, errnoOf } from './editing/file-errors.ts';

/**
 * `keyferry install` writes this file into the program's folder. The file contains variables of the user's shell,
 * because a browser may start the host without these variables.
 */
export const SETTINGS_FILE = 'keyferry.ini';

/**
 * Reads the settings file in `directory` immediately. If `keyferry install` runs later, a running host still uses the
 * old settings.
 * @returns a function that returns the text of the settings, or '' if there is no file. If the file cannot be read,
 * this function throws KeyferryError FILE_UNREADABLE.
 */
export function readSettings(directory: string): () => string {
  const path = join(directory, SETTINGS_FILE);
  try {
    const text = readFileSync(path, 'utf8');
    return () => text;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return () => '';
    return () => {
      throw asReadError(error, path);
    };
  }
}
