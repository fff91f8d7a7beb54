import { dirname } from 'node:path';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { asFileError, errnoOf, quietly } from './file-errors.ts';
import { acquireLock, type Lock } from './lock.ts';
import { sweepStaging } from './lock-staging.ts';
import { asPlaceError } from './place-errors.ts';
import type { System } from './system.ts';
import { locateSafely, locateTarget } from './target.ts';

const NO_LOCK: Lock = { isHeld: async () => true, release: async () => {} };

/** If Keyferry refuses a path with one of these codes, no Keyferry process writes or locks a file there. */
const REFUSED: readonly ErrorCode[] = ['FILE_NOT_REGULAR', 'FILE_OWNER', 'FILE_UNSAFE_DIRECTORY', 'FILE_MODES_IGNORED'];
const DENIED = ['EACCES', 'EPERM', 'EROFS'];
const NO_FOLDER = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

/**
 * While another process renames, removes or creates a file, the path may seem unusable for a moment. The path counts as
 * unusable only if this many attempts fail.
 */
const LOOKS = 5;
const PAUSE_MS = 50;

/** Whether the error means that Keyferry cannot use the folder of the file, or that the folder does not exist. */
function isUnusable(error: unknown): boolean {
  if (error instanceof KeyferryError) return REFUSED.includes(error.code);
  return [...DENIED, ...NO_FOLDER].includes(errnoOf(error));
}

/** Whether the error means that this user may not create files in the folder, so the lock cannot be created. */
function isClosed(error: unknown): boolean {
  return DENIED.includes(errnoOf(error)) && (error as NodeJS.ErrnoException).syscall === 'mkdir';
}

/** The result of `work`. Null if `work` fails and `isHopeless` returns true for the error. */
async function unless<T>(isHopeless: (error: unknown) => boolean, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isHopeless(error)) return null;
    throw error;
  }
}

async function lockAndSweep(system: System, real: string, signal?: AbortSignal): Promise<Lock> {
  const lock = await acquireLock(system, real, signal);
  const names = await system.files.readdir(dirname(real)).catch(() => []);
  await quietly(sweepStaging(system, real, names));
  return lock;
}

/**
 * Tries once to take the lock for the file at `path`.
 * @param other the real path of the file to edit. If `path` leads to the same file, this function takes no lock,
 * because the edit takes it
 * @returns null if no Keyferry process of this user can lock the file at `path`
 */
async function lockOnce(system: System, path: string, other: string, signal?: AbortSignal): Promise<Lock | null> {
  const target = await unless(isUnusable, () => locateSafely(system, path));
  if (target === null) return null;
  return target.real === other ? NO_LOCK : unless(isClosed, () => lockAndSweep(system, target.real, signal));
}

async function lockBeside(system: System, path: string, other: string, signal?: AbortSignal): Promise<Lock> {
  try {
    for (let look = 1; ; look++) {
      const lock = await lockOnce(system, path, other, signal);
      if (lock !== null || look === LOOKS) return lock ?? NO_LOCK;
      await system.sleep(PAUSE_MS);
    }
  } catch (error) {
    throw asFileError(error, path);
  }
}

async function realPathOf(system: System, path: string): Promise<string> {
  try {
    return (await locateTarget(system, path)).real;
  } catch (error) {
    throw await asPlaceError(system, error, path);
  }
}

/**
 * Runs `work` while this process has the lock for the file at `path`. Meanwhile no other Keyferry process can change
 * that file. `work` edits another file, `other`, and takes the lock for it itself. To avoid a deadlock, Keyferry always
 * takes the lock of the credentials file before the lock of the config file. If no Keyferry process of this user can
 * write or lock the file at `path`, `work` runs without that lock.
 * @throws KeyferryError FILE_*, and every error of `work`
 */
export async function whileLocked<T>(
  system: System,
  { path, other, signal }: { readonly path: string; readonly other: string; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const lock = await lockBeside(system, path, await realPathOf(system, other), signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
