import { basename, dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { asFileError, errnoOf } from './file-errors.ts';
import type { System } from './system.ts';

/* Finds the reason why a file cannot be written, and suggests what the user can do. */

const DENIED = ['EACCES', 'EPERM', 'EROFS'];

/**
 * The environment variable that sets the path of this AWS file. Every file with another name than `config` counts as
 * the credentials file.
 */
const variableOf = (path: string): string =>
  basename(path) === 'config' ? 'AWS_CONFIG_FILE' : 'AWS_SHARED_CREDENTIALS_FILE';

const elsewhere = (path: string): string =>
  `set ${variableOf(path)} to another file, install Keyferry again and restart the browser`;

const isDenial = (error: unknown): boolean =>
  DENIED.includes(errnoOf(error)) ||
  (error instanceof KeyferryError &&
    (error.code === 'FILE_READ_ONLY' || (error.code === 'FILE_OWNER' && error.params.owner === 'root')));

/**
 * The target of the link at `path`. Null if there is no link. Tools such as Nix and home-manager replace a file with a
 * link into a folder that no user can change.
 */
async function linkedTo({ files }: System, path: string): Promise<string | null> {
  try {
    return (await files.lstat(path)).isSymbolicLink() ? await files.realpath(path) : null;
  } catch {
    return null;
  }
}

async function isRoots({ files, uid }: System, directory: string): Promise<boolean> {
  try {
    return uid !== null && uid !== 0 && (await files.stat(directory)).uid === 0;
  } catch {
    return false;
  }
}

/**
 * The error to report if `path` could not be written. The function looks at the file and its folder to find the cause.
 * @returns a KeyferryError for a system error; any other error unchanged
 */
export async function asPlaceError(system: System, error: unknown, path: string): Promise<unknown> {
  const directory = dirname(path);
  if (errnoOf(error) === 'EBUSY' && system.platform !== 'win32') {
    const why = `the file itself is a mount point and cannot be replaced; mount its folder ${directory}, not the file`;
    return new KeyferryError('FILE_IO', { file: path, why });
  }
  if (!isDenial(error)) return asFileError(error, path);
  const refuse = (why: string, remedy: string) => new KeyferryError('FILE_READ_ONLY', { file: path, why, remedy });
  const real = await linkedTo(system, path);
  if (real !== null && error instanceof KeyferryError && error.code === 'FILE_OWNER') {
    const file = `${real} (behind the link ${path})`;
    return new KeyferryError('FILE_OWNER', { file, owner: 'root', remedy: elsewhere(path) });
  }
  if (real !== null) return refuse(`it is a link to ${real}, which you may not change`, elsewhere(path));
  if (errnoOf(error) === 'EROFS') {
    return refuse('its file system is read-only', `mount it for writing, or ${elsewhere(path)}`);
  }
  if (errnoOf(error) !== '' && (await isRoots(system, directory))) {
    return refuse(`its folder belongs to root`, `run \`sudo chown "$(id -un)" ${directory}\``);
  }
  return asFileError(error, path);
}
