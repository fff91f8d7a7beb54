import { lstatSync, readFileSync } from 'node:fs';

/** The content of a regular file. Null if there is no file, or something else such as a link. */
export function readOwnFile(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}
