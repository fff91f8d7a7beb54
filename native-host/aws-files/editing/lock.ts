import { basename, dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { errnoOf, ifThere, quietly } from './file-errors.ts';
import { describeOwner, isDead, type LockOwner, ownerFileName, ownerHere, readOwner } from './lock-owner.ts';
import type { System } from './system.ts';

/*
 * A lock is a directory that holds one file named after its owner. It is made under another name and renamed into
 * place, so it is never seen without its owner; it is taken from a dead owner by removing that owner's file, which only
 * one process can do and which can never hit a later owner's. An empty directory is nobody's: renaming replaces it.
 */

/** Ms to wait for another process before giving up. */
export const LOCK_WAIT_MS = 12_000;
/** Ms without a sign of life after which an owner on another host counts as dead. */
export const LOCK_STALE_MS = 10_000;
const HEARTBEAT_MS = 2000;
const PAUSE_MS = { least: 4, most: 40 };

/** Tokens of this process's own locks: another one under our pid is a leftover that could not be removed. */
const held = new Set<string>();

export interface Lock {
  /** False once another process took the lock for abandoned. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/** What stands in a lock's place. */
interface Sight {
  /** Changes whenever the holder shows a sign of life. */
  readonly mark: string;
  readonly owner: LockOwner | null;
  readonly holder: string;
}

export const lockPath = (file: string): string => `${file}.lock`;

class Locker {
  readonly #system: System;
  readonly #path: string;
  readonly #me: LockOwner;
  #mark = '';
  #seenAt = 0;

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
    for (;;) {
      const sight = await this.#look();
      const isFree = sight === null || (this.#isAbandoned(sight) && (await this.#evict(sight.owner)));
      if (isFree && (await this.#take())) return this.#hold();
      if (signal?.aborted || this.#system.monotonic() >= deadline) {
        throw new KeyferryError('FILE_BUSY', { file, holder: sight?.holder ?? 'one process after the other' });
      }
      await this.#system.sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
  }

  /** @returns null when nobody holds the lock. */
  async #look(): Promise<Sight | null> {
    const { files } = this.#system;
    try {
      const [name] = await files.readdir(this.#path);
      if (name === undefined) return null;
      const { mtimeMs } = await files.lstat(join(this.#path, name));
      const owner = readOwner(name);
      const holder = owner ? describeOwner(this.#system, owner) : `another program (${this.#path})`;
      return { mark: `${name} ${mtimeMs}`, owner, holder };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      if (errnoOf(error) !== 'ENOTDIR') throw error;
      return { mark: '', owner: null, holder: `the file ${this.#path}` };
    }
  }

  /** An owner elsewhere is watched with a clock that only grows: no stamp of another clock is believed. */
  #isAbandoned({ mark, owner }: Sight): boolean {
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
    return owner.pid === this.#system.pid ? !held.has(owner.token) : isDead(this.#system, owner);
  }

  /** @returns true for the one process that removed the owner; the directory is then empty, or already another's. */
  async #evict(owner: LockOwner | null): Promise<boolean> {
    const { files } = this.#system;
    return owner !== null && (await ifThere(files.unlink(join(this.#path, ownerFileName(owner))))) !== null;
  }

  async #take(): Promise<boolean> {
    const { files } = this.#system;
    const staging = `${this.#path}.${this.#me.token}`;
    held.add(this.#me.token);
    // Only POSIX replaces an empty directory by a rename.
    if (this.#system.platform === 'win32') await quietly(files.rmdir(this.#path));
    try {
      await files.mkdir(staging, { mode: 0o700 });
      await (await files.open(join(staging, ownerFileName(this.#me)), 'wx', 0o600)).close();
      await files.rename(staging, this.#path);
      // Who swept the staging directory at the wrong moment left us an empty one.
      return (await ifThere(files.lstat(this.#mine))) !== null;
    } catch (error) {
      held.delete(this.#me.token);
      await quietly(files.unlink(join(staging, ownerFileName(this.#me))));
      await quietly(files.rmdir(staging));
      if (await this.#lostRace(errnoOf(error))) return false;
      throw error;
    }
  }

  /** Another process was faster: it made the lock, or swept our staging directory. */
  async #lostRace(errno: string): Promise<boolean> {
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(errno)) return true;
    if (errno === 'ENOENT') return (await ifThere(this.#system.files.lstat(dirname(this.#path)))) !== null;
    const windowsRace = this.#system.platform === 'win32' && ['EPERM', 'EACCES'].includes(errno);
    return windowsRace && (await ifThere(this.#system.files.lstat(this.#path))) !== null;
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
      held: async () => (await ifThere(files.lstat(mine))) !== null,
      release: async () => {
        clearInterval(beat);
        held.delete(this.#me.token);
        await quietly(files.unlink(mine));
        await quietly(files.rmdir(this.#path));
      },
    };
  }
}

/**
 * Takes the lock beside `file`, whose directory must exist.
 * @param signal when aborted, a lock that is held is not waited for any longer.
 * @throws KeyferryError FILE_BUSY that names the holder; system errors as they are.
 */
export function acquireLock(system: System, file: string, signal?: AbortSignal): Promise<Lock> {
  return new Locker(system, file).acquire(file, signal);
}

/** A link there may lead to any folder, and what another user put there is none of ours. */
async function isOwnFolder({ files, uid }: System, path: string): Promise<boolean> {
  const stats = await ifThere(files.lstat(path));
  return stats?.isDirectory() === true && (uid === null || stats.uid === uid);
}

/** Removes what processes left that were killed while they made a lock. Only for who holds the lock. */
export async function sweepStaging(system: System, file: string, names: readonly string[]): Promise<void> {
  const prefix = `${basename(lockPath(file))}.`;
  for (const name of names) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{32}$/.test(name.slice(prefix.length))) continue;
    const staging = join(dirname(file), name);
    if (!(await isOwnFolder(system, staging))) continue;
    const inside = (await ifThere(system.files.readdir(staging))) ?? [];
    // One that lives makes its staging anew when it finds it gone.
    for (const owner of inside) if (readOwner(owner)) await quietly(system.files.unlink(join(staging, owner)));
    await quietly(system.files.rmdir(staging));
  }
}
