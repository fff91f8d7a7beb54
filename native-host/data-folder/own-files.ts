import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { randomName, sha256 } from './sha256.ts';

/*
 * Keyferry's own files (program, wrapper, manifest, record): the only writes of the commands. The user's AWS files
 * are another room's, with far stricter rules.
 */

/** The content of a regular file, or null when there is none; a link is not followed. */
export function readOwnFile(path: string): Buffer | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : null;
}

/** Creates a folder with all that leads to it and returns those that were not there, outermost first. */
export function ensureFolder(path: string): readonly string[] {
  const missing: string[] = [];
  for (let each = path; !existsSync(each); each = dirname(each)) missing.unshift(each);
  // A mode of its own: under umask 000 a folder would be open to everyone.
  mkdirSync(path, { recursive: true, mode: 0o755 });
  return missing;
}

/**
 * Puts a file in place whole or not at all, with exactly this mode.
 * @param durable whether it must be there after a power cut too, which costs as long as all the rest.
 */
export function writeOwnFile(path: string, content: string | Buffer, mode: number, durable = true): void {
  const temporary = `${path}.${randomName()}.tmp`;
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(file, content);
      fchmodSync(file, mode);
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Removes a file if it still holds what was written. */
export function removeOwnFile(path: string, hash: string): 'removed' | 'gone' | 'kept' {
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'gone';
  const content = readOwnFile(path);
  if (content === null || sha256(content) !== hash) return 'kept';
  rmSync(path);
  return 'removed';
}

/** Removes a folder if nothing is in it. */
export function removeEmptyFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
