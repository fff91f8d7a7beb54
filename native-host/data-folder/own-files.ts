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
 * Reads and writes Keyferry's own files: program, wrapper, manifest, record. The code for the user's AWS files has far
 * stricter rules (native-host/aws-files).
 */

/** Creates a folder and its missing parents. @returns the created folders, outermost first */
export function ensureFolder(path: string): readonly string[] {
  const missing: string[] = [];
  for (let each = path; !existsSync(each); each = dirname(each)) missing.unshift(each);
  // The mode is explicit, because with the umask 000 everyone could write in the folder.
  mkdirSync(path, { recursive: true, mode: 0o755 });
  return missing;
}

/**
 * Writes a file atomically, with exactly this mode.
 * @param durable whether to sync the file, so that it survives a power cut. The sync doubles the time of the write.
 * @param confirm called immediately before the file is replaced. If it throws, the file stays as it is
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

/** Removes a file if its SHA-256 is still `hash`. Returns `kept` if someone changed the file. */
export function removeOwnFile(path: string, hash: string): 'removed' | 'gone' | 'kept' {
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'gone';
  const content = readOwnFile(path);
  if (content === null || sha256(content) !== hash) return 'kept';
  rmSync(path);
  return 'removed';
}

/** Removes a folder if it is empty. */
export function removeEmptyFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
