import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in which browsers store the portal's own cookie. */
const COOKIE_STORES = /(^|\/)(Cookies(-journal)?|cookies\.sqlite(-wal|-shm)?)$/;

/**
 * Returns the result of `read`. If the file or folder no longer exists, returns `gone`. A browser may remove files
 * while it is ending.
 */
function unlessGone<T>(read: () => T, gone: T): T {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return gone;
    throw error;
  }
}

function holders(file: string, secrets: readonly string[]): string[] {
  const bytes = unlessGone(() => readFileSync(file), Buffer.alloc(0));
  // Browsers write text as UTF-8 or as UTF-16.
  const found = secrets.some((secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')));
  return found ? [file] : [];
}

/**
 * All files in `folder` and its subfolders. Reads each folder separately, because a browser may remove a folder during
 * the search.
 */
function filesBelow(folder: string): string[] {
  return unlessGone(() => readdirSync(folder, { withFileTypes: true }), []).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/**
 * The files below `folder` that contain one of the secrets. Cookie stores are left out, because they contain the
 * portal's own cookie.
 */
export function filesWith(folder: string, secrets: readonly string[]): string[] {
  return filesBelow(folder)
    .filter((file) => !COOKIE_STORES.test(file))
    .flatMap((file) => holders(file, secrets));
}
