import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { errnoOf, ifThere, quietly } from './file-errors.ts';
import { describeOwner, isDead, type LockOwner, ownerFileName, ownerHere, readOwner } from './lock-owner.ts';
import type { System } from './system.ts';

/*
 * A lock is a directory with one file. The name of the file describes the owner of the lock. A process creates the
 * directory under another name and then renames it, so a lock never appears without its owner. If the owner is dead,
 * another process removes the owner's file. Only one process can do this, and no process can remove a later owner's
 * file. An empty directory is a lock without an owner, and a rename replaces it.
 */

/** How long a process waits for the lock of another process, in ms. */
export const LOCK_WAIT_MS = 12_000;
/** How long a process waits for a lock that Keyferry did not create, in ms. Such a lock is probably old and unused. */
export const LEFTOVER_WAIT_MS = 3000;
/** An owner on another computer counts as dead if it has not updated its file for this time, in ms. */
export const LOCK_STALE_MS = 10_000;
const HEARTBEAT_MS = 2000;
/**
 * While other processes take and release the lock, Windows may deny access for a short time. If Windows denies access
 * for longer than this time in ms, this process has no permission.
 */
const DENIED_MS = 2000;
const PAUSE_MS = { least: 4, most: 40 };

/** Tokens of the locks of this process. An earlier process with the same pid had other tokens. */
const ownTokens = new Set<string>();

/** A lock that this process has taken. */
export interface Lock {
  /** Whether this process still has the lock. False if another process has taken the lock. */
  isHeld(): Promise<boolean>;
  /** Releases the lock. Never throws. */
  release(): Promise<void>;
}

/** A lock of another process. */
interface ForeignLock {
  /** A text that changes each time the owner updates its file. */
  readonly mark: string;
  /** The owner of the lock. Null if Keyferry did not create the lock. */
  readonly owner: LockOwner | null;
  /** A few words about the owner of the lock, for use inside a sentence. */
  readonly holder: string;
}

/** The path of the lock for `file`. */
export const lockPath = (file: string): string => `${file}.lock`;

class Locker {
  readonly #system: System;
  readonly #path: string;
  readonly #me: LockOwner;
  #mark = '';
  #seenAt = 0;
  #deniedSince: number | null = null;

  constructor(system: System, file: string) {
    this.#system = system;
    this.#path = lockPath(file);
    this.#me = ownerHere(system);
  }

  get #mine(): string {
    return join(this.#path, ownerFileName(this.#me));
  }

  async acquire(file: string, signal: AbortSignal | undefined): Promise<Lock> {
    const deadline = this.#system.monotonic() + LOCK_WAIT_MS;
    let othersUntil = this.#system.monotonic() + LEFTOVER_WAIT_MS;
    for (;;) {
      const found = await this.#look(file);
      const isFree = found === null || (this.#isAbandoned(found) && (await this.#evict(found.owner)));
      if (isFree && (await this.#take())) return this.#hold();
      const now = this.#system.monotonic();
      if (found?.owner !== null) othersUntil = now + LEFTOVER_WAIT_MS;
      if (signal?.aborted || now >= Math.min(deadline, othersUntil)) throw this.#busy(file, found);
      await this.#system.sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
  }

  /**
   * Refuses a lock that is a link, because a link could lead to any folder. Also refuses a lock of another user,
   * because that user could keep it forever. In a folder where only root and this user can replace files, no other user
   * can replace the lock after this check.
   */
  async #refusePlanted(file: string): Promise<void> {
    const { files, uid } = this.#system;
    const stats = await ifThere(files.lstat(this.#path));
    const refuse = (what: string) => new KeyferryError('FILE_IO', { file, why: `${this.#path} ${what}; remove it` });
    if (stats?.isSymbolicLink()) throw refuse('is a link, which Keyferry does not follow');
    if (stats && uid !== null && stats.uid !== uid) throw refuse('belongs to another user');
  }

  #busy(file: string, found: ForeignLock | null): KeyferryError {
    const remedy =
      found?.owner === null
        ? `remove ${this.#path}, if no program is using it`
        : 'wait until it has finished, or end that process';
    return new KeyferryError('FILE_BUSY', { file, holder: found?.holder ?? 'one process after the other', remedy });
  }

  /** Finds out which process has the lock. @returns null if no process has it */
  async #look(file: string): Promise<ForeignLock | null> {
    const { files } = this.#system;
    await this.#refusePlanted(file);
    try {
      const [name] = await files.readdir(this.#path);
      if (name === undefined) return null;
      this.#deniedSince = null;
      const { mtimeMs } = await files.lstat(join(this.#path, name));
      const owner = readOwner(name);
      const holder = owner ? describeOwner(this.#system, owner) : `another program (${this.#path})`;
      return { mark: `${name} ${mtimeMs}`, owner, holder };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      if (this.#isDeniedForNow(errnoOf(error))) return { mark: '', owner: null, holder: 'another process' };
      if (errnoOf(error) !== 'ENOTDIR') throw error;
      return { mark: '', owner: null, holder: `the file ${this.#path}` };
    }
  }

  /**
   * Whether the owner of the lock has ended. The clocks of two computers may differ. So for an owner on another
   * computer, this process measures with its own clock how long the owner's file stays unchanged.
   */
  #isAbandoned({ mark, owner }: ForeignLock): boolean {
    if (owner === null) return false;
    if (owner.place === this.#system.place) return this.#isLeftover(owner);
    const now = this.#system.monotonic();
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#seenAt = now;
    }
    return now - this.#seenAt > LOCK_STALE_MS;
  }

  #isLeftover(owner: LockOwner): boolean {
    return owner.pid === this.#system.pid ? !ownTokens.has(owner.token) : isDead(this.#system, owner);
  }

  /** Removes the file of a dead owner. @returns true if this process removed the file */
  async #evict(owner: LockOwner | null): Promise<boolean> {
    if (owner === null) return false;
    try {
      return (await ifThere(this.#system.files.unlink(join(this.#path, ownerFileName(owner))))) !== null;
    } catch (error) {
      if (this.#isDeniedForNow(errnoOf(error))) return false;
      throw error;
    }
  }

  async #take(): Promise<boolean> {
    const { files } = this.#system;
    const staging = `${this.#path}.${this.#me.token}`;
    ownTokens.add(this.#me.token);
    // On Windows a rename cannot replace an empty directory.
    if (this.#system.platform === 'win32') await quietly(files.rmdir(this.#path));
    try {
      await files.mkdir(staging, { mode: 0o700 });
      await (await files.open(join(staging, ownerFileName(this.#me)), 'wx', 0o600)).close();
      await files.rename(staging, this.#path);
      // Before the rename, another process may have removed the file from the staging directory.
      return (await ifThere(files.lstat(this.#mine))) !== null;
    } catch (error) {
      ownTokens.delete(this.#me.token);
      await quietly(files.unlink(join(staging, ownerFileName(this.#me))));
      await quietly(files.rmdir(staging));
      if (await this.#lostRace(errnoOf(error))) return false;
      throw error;
    }
  }

  /** Whether another process took the lock first, or removed the staging directory of this process. */
  async #lostRace(errno: string): Promise<boolean> {
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(errno)) return true;
    if (errno === 'ENOENT') return (await ifThere(this.#system.files.lstat(dirname(this.#path)))) !== null;
    return this.#isDeniedForNow(errno);
  }

  /** Whether Windows probably denies access only because another process is now renaming or removing the file. */
  #isDeniedForNow(errno: string): boolean {
    if (this.#system.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(errno)) return false;
    const now = this.#system.monotonic();
    this.#deniedSince ??= now;
    return now - this.#deniedSince < DENIED_MS;
  }

  #hold(): Lock {
    const { files } = this.#system;
    const mine = this.#mine;
    const beat = setInterval(() => {
      const now = this.#system.now() / 1000;
      void quietly(files.utimes(mine, now, now));
    }, HEARTBEAT_MS);
    beat.unref();
    return {
      isHeld: async () => (await ifThere(files.lstat(mine))) !== null,
      release: async () => {
        clearInterval(beat);
        ownTokens.delete(this.#me.token);
        await quietly(files.unlink(mine));
        await quietly(files.rmdir(this.#path));
      },
    };
  }
}

/**
 * Takes the lock for `file`. The lock is in the same directory, which must exist. Waits up to LOCK_WAIT_MS.
 * @param signal when aborted, the function does not wait for a lock of another process
 * @throws KeyferryError FILE_BUSY, which says which process has the lock; FILE_IO for a lock that is a link or belongs
 * to another user; system errors
 */
export function acquireLock(system: System, file: string, signal?: AbortSignal): Promise<Lock> {
  return new Locker(system, file).acquire(file, signal);
}
