import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asReadError, errnoOf } from './editing/file-errors.ts';

/** `keyferry install` writes this file next to the program, because a browser may lack the shell's variables. */
export const SETTINGS_FILE = 'keyferry.ini';

/**
 * Reads the settings in `directory` now, so that a later install cannot change them for a running host.
 * @returns a function that returns the text of the settings, '' for a missing file. It throws KeyferryError
 * FILE_UNREADABLE.
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
