import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in which browsers store the portal's own cookie. */
const COOKIE_STORES = /(^|\/)(Cookies(-journal)?|cookies\.sqlite(-wal|-shm)?)$/;

/** Reads a file or a folder. Null if it is gone: a running browser removes some of its files at any time. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  const entries: Dirent[] = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

function holds(file: string, secrets: readonly string[]): boolean {
  const bytes = unlessGone(() => readFileSync(file));
  // Browsers write text as UTF-8 or as UTF-16.
  return secrets.some((secret) => bytes?.includes(secret) || bytes?.includes(Buffer.from(secret, 'utf16le')));
}

/**
 * The files below `folder` that contain one of the secrets. Cookie stores are left out, because they contain the
 * portal's own cookie.
 */
export const filesWith = (folder: string, secrets: readonly string[]): string[] =>
  filesBelow(folder).filter((file) => !COOKIE_STORES.test(file) && holds(file, secrets));
