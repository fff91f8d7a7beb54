import type { BigIntStats, Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { errnoOf, ifThere } from './file-errors.ts';
import { ignoresModes, isOpenToOthers } from './open-directory.ts';
import { kindOf } from './readable.ts';
import type { System } from './system.ts';

/** A file that Keyferry may write. No other user can replace files in its directory. */
export interface Target {
  /** The path as the user wrote it, for sentences to the user. */
  readonly shown: string;
  /** The real path, after following all links. */
  readonly real: string;
}

/**
 * The error FILE_OWNER for a file or folder that belongs to another user. It often belongs to root, because a command
 * ran with sudo.
 */
function foreign(file: string, uid: number): KeyferryError {
  const [owner, remedy] =
    uid === 0
      ? ['root', `run \`sudo chown "$(id -un)" ${file}\``]
      : ['another user', 'change its owner, or choose another file'];
  return new KeyferryError('FILE_OWNER', { file, owner, remedy });
}

/** Throws if another user could replace a file of this user in the directory. */
async function refuseUnsafeDirectory(system: System, directory: string): Promise<void> {
  const stats = await system.files.stat(directory);
  if (system.uid === null) return;
  if (stats.uid !== system.uid && stats.uid !== 0) throw foreign(directory, stats.uid);
  if (!isOpenToOthers(stats, system.uid, () => system.userLists())) return;
  throw new KeyferryError((await ignoresModes(system, directory)) ? 'FILE_MODES_IGNORED' : 'FILE_UNSAFE_DIRECTORY', {
    directory,
  });
}

/**
 * Refuses a link that another user created. In a directory such as /tmp, another user could create a link to any file
 * of this user.
 */
async function refuseForeignLink({ files, uid }: System, path: string): Promise<void> {
  const stats = await ifThere(files.lstat(path));
  if (uid === null || !stats?.isSymbolicLink() || stats.uid === uid || stats.uid === 0) return;
  throw foreign(path, stats.uid);
}

/** The real path of the directory. If the directory is missing, the function creates it, but not its parents. */
async function openDirectory(system: System, directory: string): Promise<string> {
  const { files } = system;
  const there = await ifThere(files.realpath(directory));
  if (there !== null) return there;
  try {
    await files.mkdir(directory, { mode: 0o700 });
  } catch (error) {
    // EEXIST means that another process has created the directory meanwhile, or that the path is a link to a missing
    // directory.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return files.realpath(directory);
}

/**
 * While Keyferry follows the links of a path, another process may change them. After this many attempts, Keyferry gives
 * up.
 */
const MAX_LOOKS = 20;

/** The real path. Null if the path does not exist, or is a link to a missing file. */
async function realPath({ files }: System, path: string): Promise<string | null> {
  try {
    return await ifThere(files.realpath(path));
  } catch (error) {
    if (errnoOf(error) !== 'ELOOP') throw error;
    throw new KeyferryError('FILE_NOT_REGULAR', { file: path, what: 'a link that leads back to itself' });
  }
}

/** The real path of the file. If another process creates the file or a link meanwhile, the function starts again. */
async function followLinks(system: System, path: string, directory: string): Promise<string> {
  let wasLink = false;
  for (let look = 0; look < MAX_LOOKS; look++) {
    const real = await realPath(system, path);
    if (real !== null) return real;
    const stats = await ifThere(system.files.lstat(path));
    if (stats === null) return join(directory, basename(path));
    const isLink = stats.isSymbolicLink();
    if (isLink && wasLink) {
      throw new KeyferryError('FILE_NOT_REGULAR', { file: path, what: 'a link that leads nowhere' });
    }
    wasLink = isLink;
  }
  throw new KeyferryError('FILE_CONTENDED', { file: path });
}

/**
 * Follows the links of `path` and checks the directory. Refuses a directory in which another user can replace files.
 * Creates a missing directory with the mode 0700. Does not check the file itself.
 * @throws KeyferryError FILE_NOT_REGULAR for a link that leads nowhere, FILE_CONTENDED, FILE_OWNER,
 * FILE_UNSAFE_DIRECTORY, FILE_MODES_IGNORED; system errors
 */
export async function locateSafely(system: System, path: string): Promise<Target> {
  await refuseForeignLink(system, dirname(path));
  await refuseForeignLink(system, path);
  const directory = await openDirectory(system, dirname(path));
  const real = await followLinks(system, path, directory);
  for (const each of new Set([directory, dirname(real)])) await refuseUnsafeDirectory(system, each);
  return { shown: path, real };
}

/**
 * Like `locateSafely`, but also checks the file itself. The file must be a regular file of this user, or must not
 * exist.
 * @throws KeyferryError FILE_NOT_REGULAR, FILE_CONTENDED, FILE_OWNER, FILE_UNSAFE_DIRECTORY, FILE_MODES_IGNORED; system
 * errors
 */
export async function locateTarget(system: System, path: string): Promise<Target> {
  const target = await locateSafely(system, path);
  const stats = await ifThere(system.files.lstat(target.real));
  if (stats) refuseForeign(system, path, stats);
  return target;
}

/**
 * Refuses a file if it is not a regular file, or if it belongs to another user.
 * @throws KeyferryError FILE_NOT_REGULAR, FILE_OWNER
 */
export function refuseForeign(system: System, file: string, stats: Stats | BigIntStats): void {
  if (!stats.isFile()) throw new KeyferryError('FILE_NOT_REGULAR', { file, what: kindOf(stats) });
  if (system.uid !== null && Number(stats.uid) !== system.uid) throw foreign(file, Number(stats.uid));
}
