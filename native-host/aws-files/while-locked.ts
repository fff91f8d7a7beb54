import { KeyferryError } from '#core/errors.ts';
import { acquireLock, type Lock } from './lock.ts';
import type { System } from './system.ts';
import { locateTarget } from './target.ts';

const NOBODY: Lock = { held: async () => true, release: async () => {} };

async function lockBeside(system: System, path: string, other: string, signal?: AbortSignal): Promise<Lock> {
  try {
    const { real } = await locateTarget(system, path);
    return real === (await locateTarget(system, other)).real ? NOBODY : await acquireLock(system, real, signal);
  } catch (error) {
    if (error instanceof KeyferryError && error.code === 'FILE_BUSY') throw error;
    // Where no lock can be had, no writer of ours can have one either.
    return NOBODY;
  }
}

/**
 * Runs `work`, which edits the file at `other`, while no other Keyferry changes the file at `path`. Locks are always taken
 * in this order, that of the credentials file first, so that no two wait for one another.
 * @throws KeyferryError FILE_BUSY, and whatever `work` throws.
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
