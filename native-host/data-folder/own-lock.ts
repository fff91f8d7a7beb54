import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { randomName } from './sha256.ts';

/*
 * A lock for Keyferry's own small files, between hosts of several browsers. The lock is a folder with one file that has
 * a random name. To take over the lock of a process that ended, another process removes that file: only one process can
 * do this, and it cannot remove the file of a later owner. The locks of the user's AWS files have more to do
 * (native-host/aws-files/editing/lock.ts).
 */

/** An owner has the lock for some ms only. After this many ms, the owner has ended or has been stopped. */
export const ABANDONED_MS = 3000;
/** Ms to wait for other processes before giving up. */
export const OWN_LOCK_WAIT_MS = 15_000;
const PAUSE_MS = { least: 2, most: 20 };

/** Errors of a rename onto a folder that is not empty. Windows reports the last two. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']);

/** The path of the lock for `path`. */
const lockOf = (path: string): string => `${path}.lock`;

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Another process has already removed the file, or there was no file.
  }
}

/** The name of the owner's file; null if nobody has the lock. */
function ownerOf(lock: string): string | null {
  try {
    return readdirSync(lock)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Tries once to take the lock.
 * @returns whether this process has the lock now.
 * @throws system errors, for example if the folder is missing
 */
function take(lock: string, token: string): boolean {
  const staging = `${lock}.${token}`;
  mkdirSync(staging, { mode: 0o700 });
  try {
    writeFileSync(join(staging, token), '', { mode: 0o600 });
    // Removes a lock without an owner. On Windows a rename cannot replace an empty folder.
    quietly(() => rmdirSync(lock));
    renameSync(staging, lock);
    return true;
  } catch (error) {
    if (!TAKEN.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function release(lock: string, token: string): void {
  quietly(() => rmSync(join(lock, token)));
  quietly(() => rmdirSync(lock));
}

/** Keeps track of one owner at a time, and removes its file after `ABANDONED_MS`. */
function createWatch(lock: string) {
  let owner: string | null = null;
  let since = 0;
  return (now: number) => {
    const current = ownerOf(lock);
    if (current !== owner) {
      owner = current;
      since = now;
    } else if (owner !== null && now - since > ABANDONED_MS) release(lock, owner);
  };
}

const pause = () =>
  new Promise((resolve) => setTimeout(resolve, PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least)));

/** Waits until this process has the lock. @throws KeyferryError FILE_BUSY, system errors */
async function waitFor(lock: string, token: string, path: string): Promise<void> {
  const end = performance.now() + OWN_LOCK_WAIT_MS;
  const watch = createWatch(lock);
  while (ownerOf(lock) !== null || !take(lock, token)) {
    const now = performance.now();
    if (now > end) {
      const remedy = `remove ${lock}, if no Keyferry is running`;
      throw new KeyferryError('FILE_BUSY', { file: path, holder: 'another process', remedy });
    }
    watch(now);
    await pause();
  }
}

/** The error if this process stood still and another process took over its lock. */
class LockLost extends Error {}

/**
 * Runs `work` while no other process runs such work for the same file. The folder of the file must exist. Waits up to
 * `OWN_LOCK_WAIT_MS`. Work that lost its lock runs again.
 * @param work is synchronous, so that it holds the lock for some ms only. It must call `confirm` immediately before it
 * changes the file, and must not catch its error
 * @throws KeyferryError FILE_BUSY, system errors, and whatever `work` throws
 */
export async function whileOwnFileLocked<T>(path: string, work: (confirm: () => void) => T): Promise<T> {
  const lock = lockOf(path);
  for (;;) {
    const token = randomName();
    await waitFor(lock, token, path);
    try {
      return work(() => {
        if (ownerOf(lock) !== token) throw new LockLost();
      });
    } catch (error) {
      if (!(error instanceof LockLost)) throw error;
    } finally {
      release(lock, token);
    }
  }
}
