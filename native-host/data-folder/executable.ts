import { accessSync, constants } from 'node:fs';

/** Whether this user may run the file at `path`. On Windows, whether the file exists. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
