import { lstatSync, readFileSync } from 'node:fs';

/** The content of a regular file, or null for anything else. Does not follow a link. */
export function readOwnFile(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}
