import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { errnoOf, quietly } from './file-errors.ts';
import type { Lock } from './lock.ts';
import { closeSnapshot, isCurrent, type Snapshot } from './snapshot.ts';
import type { System } from './system.ts';
import type { Target } from './target.ts';

/*
 * The only place that writes a user's file (docs/DECISIONS.md, 5). If it fails or is killed at any step, the file
 * contains either the complete old text or the complete new text. The next run removes the temporary files of a killed
 * run.
 */

const OWNER_WRITE = 0o200;
const MAX_NAMES = 5;
const WINDOWS_RETRIES = 10;

const temporaryName = (file: string, token: string): string => `.${file}.keyferry-${token}.tmp`;

function isTemporary(name: string, file: string): boolean {
  const token = /\.keyferry-([0-9a-f]{32})\.tmp$/.exec(name)?.[1];
  return token !== undefined && name === temporaryName(file, token);
}

/**
 * Removes the temporary files of killed runs that are among `names`. Call it only under the lock: then no living run
 * has a temporary file.
 */
export async function sweepTemporaries({ files }: System, { real }: Target, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (isTemporary(name, basename(real))) await quietly(files.unlink(join(dirname(real), name)));
  }
}

/** The flag `wx` refuses a planted file or link with the same name. Then another name is tried. */
async function openTemporary(system: System, target: Target): Promise<{ path: string; handle: FileHandle }> {
  for (let turn = 1; ; turn++) {
    const path = join(dirname(target.real), temporaryName(basename(target.real), system.token()));
    try {
      return { path, handle: await system.files.open(path, 'wx', 0o600) };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' || turn === MAX_NAMES) throw error;
    }
  }
}

/** Copies the original's group and mode. If the group cannot be kept, the file's new group gets no rights. */
async function copyAccess(system: System, handle: FileHandle, { file }: Snapshot): Promise<void> {
  if (system.platform === 'win32') return;
  let mode = file ? Number(file.stats.mode) & 0o777 : 0o600;
  if (file && system.uid !== null && (mode & 0o070) !== 0) {
    const { gid } = await handle.stat();
    if (gid !== Number(file.stats.gid)) {
      try {
        await handle.chown(system.uid, Number(file.stats.gid));
      } catch {
        mode &= ~0o070;
      }
    }
  }
  await handle.chmod(mode);
}

async function fill(system: System, handle: FileHandle, { text, original }: Replacement): Promise<void> {
  try {
    await handle.writeFile(text);
    await copyAccess(system, handle, original);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Windows refuses to replace a file that another program, such as a virus scanner, has open. Usually that program
 * closes the file soon, so the rename is tried again.
 */
async function renameOver(system: System, from: string, to: string): Promise<void> {
  for (let turn = 1; ; turn++) {
    try {
      return await system.files.rename(from, to);
    } catch (error) {
      const isTransient = system.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error));
      if (!isTransient || turn === WINDOWS_RETRIES) throw error;
      await system.sleep(10 * turn);
    }
  }
}

/**
 * Makes the rename survive a power cut, if the file system can do that. Otherwise the old file may be back after a
 * power cut.
 */
async function syncDirectory(system: System, directory: string): Promise<void> {
  if (system.platform === 'win32') return;
  try {
    const handle = await system.files.open(directory, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {}
}

async function refuseReadOnly(system: System, target: Target, { file }: Snapshot): Promise<void> {
  if (file === null) return;
  if ((Number(file.stats.mode) & OWNER_WRITE) === 0) {
    throw new KeyferryError('FILE_READ_ONLY', {
      file: target.shown,
      why: 'it is marked read-only',
      remedy: 'make it writable',
    });
  }
  await system.files.access(target.real, constants.W_OK);
}

export interface Replacement {
  readonly target: Target;
  /** The state that the file must still have when it is replaced. The handle of this snapshot is open. */
  readonly original: Snapshot;
  readonly text: string;
  readonly lock: Lock;
}

/** Puts the new file in the place of the original. @returns false when another program changed the original. */
async function putInPlace(system: System, { target, original, lock }: Replacement, from: string): Promise<boolean> {
  if (!(await lock.isHeld())) throw new KeyferryError('FILE_CONTENDED', { file: target.shown });
  // This check comes last, so that another program has as little time as possible to change the file before the rename.
  if (!(await isCurrent(system, target, original))) return false;
  // Windows cannot replace an open file.
  if (system.platform === 'win32') await closeSnapshot(original);
  await renameOver(system, from, target.real);
  return true;
}

/**
 * Replaces the whole file.
 * @returns false, with nothing changed, when another program changed the original meanwhile.
 * @throws KeyferryError FILE_READ_ONLY, FILE_CONTENDED when another process took the lock; system errors. After an
 * error the file is unchanged.
 */
export async function replaceFile(system: System, replacement: Replacement): Promise<boolean> {
  const { target, original } = replacement;
  await refuseReadOnly(system, target, original);
  const { path, handle } = await openTemporary(system, target);
  let done = false;
  try {
    await fill(system, handle, replacement);
    done = await putInPlace(system, replacement, path);
  } finally {
    if (!done) await quietly(system.files.unlink(path));
  }
  if (done) await syncDirectory(system, dirname(target.real));
  return done;
}
