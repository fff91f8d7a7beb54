import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in which browsers store the portal's own cookie. */
const COOKIE_STORES = /(^|\/)(Cookies(-journal)?|cookies\.sqlite(-wal|-shm)?)$/;

function holders(file: string, secrets: readonly string[]): string[] {
  const bytes = readFileSync(file);
  // Browsers write text as UTF-8 or as UTF-16.
  const found = secrets.some((secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')));
  return found ? [file] : [];
}

/**
 * The files below `folder` that contain one of the secrets. Cookie stores are left out, because they contain the
 * portal's own cookie.
 */
export function filesWith(folder: string, secrets: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !COOKIE_STORES.test(file))
    .flatMap((file) => holders(file, secrets));
}
