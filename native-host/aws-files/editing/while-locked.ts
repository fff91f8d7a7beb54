import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { asFileError, errnoOf, quietly } from './file-errors.ts';
import { acquireLock, type Lock } from './lock.ts';
import { sweepStaging } from './lock-staging.ts';
import type { System } from './system.ts';
import { locateTarget } from './target.ts';

const NO_LOCK: Lock = { isHeld: async () => true, release: async () => {} };

/** After these errors no other Keyferry can take the lock either, so the work may go on without it. */
const PERMANENT = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

function isPermanent(error: unknown): boolean {
  if (error instanceof KeyferryError) return !['FILE_BUSY', 'FILE_CONTENDED'].includes(error.code);
  return PERMANENT.includes(errnoOf(error));
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
    return isOne ? NO_LOCK : await lockAndSweep(system, real, signal);
  } catch (error) {
    if (isPermanent(error)) return NO_LOCK;
    throw asFileError(error, path);
  }
}

/**
 * Runs `work`, which edits the file at `other`. Meanwhile no other Keyferry can change the file at `path`. To avoid a
 * deadlock, the lock of the credentials file is always taken before the lock of the config file.
 * @throws KeyferryError FILE_*, and whatever `work` throws
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
