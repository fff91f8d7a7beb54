import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { asFileError, errnoOf, quietly } from './file-errors.ts';
import { acquireLock, type Lock, sweepStaging } from './lock.ts';
import type { System } from './system.ts';
import { locateTarget } from './target.ts';

const NOBODY: Lock = { held: async () => true, release: async () => {} };

/** Where no lock can be had for good, no writer of ours can have one either. */
const FOR_GOOD = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

function isForGood(error: unknown): boolean {
  if (error instanceof KeyferryError) return !['FILE_BUSY', 'FILE_CONTENDED'].includes(error.code);
  return FOR_GOOD.includes(errnoOf(error));
}

async function lockAndSweep(system: System, real: string, signal?: AbortSignal): Promise<Lock> {
  const lock = await acquireLock(system, real, signal);
  const names = await system.files.readdir(dirname(real)).catch(() => []);
  await quietly(sweepStaging(system, real, names));
  return lock;
}

async function lockBeside(system: System, path: string, other: string, signal?: AbortSignal): Promise<Lock> {
  try {
    const { real } = await locateTarget(system, path);
    const isOne = real === (await locateTarget(system, other)).real;
    return isOne ? NOBODY : await lockAndSweep(system, real, signal);
  } catch (error) {
    if (isForGood(error)) return NOBODY;
    throw asFileError(error, path);
  }
}

/**
 * Runs `work`, which edits the file at `other`, while no other Keyferry changes the file at `path`. Locks are always taken
 * in this order, that of the credentials file first, so that no two wait for one another.
 * @throws KeyferryError FILE_*, and whatever `work` throws.
 */
export async function whileLocked<T>(
  system: System,
  { path, other, signal }: { readonly path: string; readonly other: string; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const lock = await lockBeside(system, path, other, signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
