import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { randomName } from './sha256.ts';

/*
 * A lock for Keyferry's own small files, which the hosts of several browsers share. The lock is a folder that contains
 * one file with a random name. The process that created this file is the owner of the lock. If the owner has ended,
 * another process removes the file and takes the lock. Only one process can remove the file, and no process can remove
 * the file of a later owner by mistake. The locks for the user's AWS files are in
 * native-host/aws-files/editing/lock.ts.
 */

/**
 * Normally, a process has the lock only for some milliseconds. If it has the lock for longer than this time, in ms, it
 * has probably ended or has been stopped. So another process may take the lock.
 */
export const ABANDONED_MS = 3000;
/** How long a process waits for the lock of other processes, in ms. */
export const OWN_LOCK_WAIT_MS = 15_000;
const PAUSE_MS = { least: 2, most: 20 };

/** The error codes of a rename if another process already has the lock. EPERM and EACCES occur on Windows. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES']);

/** The path of the lock for the file at `path`. */
const lockOf = (path: string): string => `${path}.lock`;

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Another process has already removed the file, or there was no file.
  }
}

/** The name of the file in the lock. Null if no process has the lock. */
function ownerOf(lock: string): string | null {
  try {
    return readdirSync(lock)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Tries once to take the lock.
 * @returns true if this process has the lock now
 * @throws system errors, for example if the folder is missing
 */
function take(lock: string, token: string): boolean {
  const staging = `${lock}.${token}`;
  mkdirSync(staging, { mode: 0o700 });
  try {
    writeFileSync(join(staging, token), '', { mode: 0o600 });
    // Removes the folder of a lock that has no owner. Otherwise, the rename would fail on Windows, where a rename
    // cannot replace an empty folder.
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

/** Watches the owner of the lock. If the same owner has the lock for longer than `ABANDONED_MS`, removes the lock. */
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
      const remedy = `remove ${lock}, if no program of Keyferry is running`;
      throw new KeyferryError('FILE_BUSY', { file: path, holder: 'another process', remedy });
    }
    watch(now);
    await pause();
  }
}

/** This error is thrown if this process was stopped for a while, and another process has taken the lock from it. */
class LockLost extends Error {}

/**
 * Runs `work` while this process has the lock for the file at `path`. The folder of the file must exist. Waits for the
 * lock up to `OWN_LOCK_WAIT_MS`. If another process takes the lock while `work` runs, runs `work` again.
 * @param work must be synchronous, so that it takes only some milliseconds. It must call `confirm` immediately before
 * it changes the file, and must not catch the error of `confirm`.
 * @throws KeyferryError FILE_BUSY, system errors, and every error of `work`
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
