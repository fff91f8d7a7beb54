import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { readOwnFile } from './read-own-file.ts';
import { randomName, sha256 } from './sha256.ts';

/*
 * Reads and writes Keyferry's own files: the program, the wrapper, the manifest and the record of the installation. The
 * code for the user's AWS files is in native-host/aws-files and has much stricter rules.
 */

/** Creates a folder and its missing parents. @returns the created folders, the outermost first */
export function ensureFolder(path: string): readonly string[] {
  const missing: string[] = [];
  for (let each = path; !existsSync(each); each = dirname(each)) missing.unshift(each);
  // This mode is set explicitly. Otherwise, with the umask 000, every user could write in the folder.
  mkdirSync(path, { recursive: true, mode: 0o755 });
  return missing;
}

/**
 * Writes a file atomically, with exactly this mode.
 * @param durable whether to sync the file, so that its content survives a power failure. With a sync, the write takes
 * twice as long.
 * @param confirm called immediately before the file is replaced; if it throws, the file stays as it is
 * @throws system errors
 */
export function writeOwnFile(
  path: string,
  content: string | Buffer,
  mode: number,
  durable = true,
  confirm: () => void = () => {},
): void {
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
    confirm();
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Removes a file if its SHA-256 is still `hash`. If someone has changed the file, the file stays and the result is
 * `kept`.
 */
export function removeOwnFile(path: string, hash: string): 'removed' | 'gone' | 'kept' {
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'gone';
  const content = readOwnFile(path);
  if (content === null || sha256(content) !== hash) return 'kept';
  rmSync(path);
  return 'removed';
}

/** Removes a folder if it is empty. @returns whether the folder was removed */
export function removeEmptyFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
