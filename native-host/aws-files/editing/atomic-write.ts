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
 * This file contains the only code that writes a user's file (docs/DECISIONS.md, 5). If a step fails or the process is
 * killed, the user's file contains either the complete old text or the complete new text. A killed process may leave
 * temporary files. The next process that writes the same file removes them.
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
 * Removes the files in `names` that are temporary files of killed processes. Call it only while this process has the
 * lock. Then no other running process has a temporary file.
 */
export async function sweepTemporaries({ files }: System, { real }: Target, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (isTemporary(name, basename(real))) await quietly(files.unlink(join(dirname(real), name)));
  }
}

/**
 * Creates the temporary file. Another user could have created a file or a link with the same name. The flag `wx`
 * refuses it, and the function tries another name.
 */
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

/**
 * Copies the group and the mode of the original file. If the group cannot be copied, the group of the new file gets no
 * rights.
 */
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
 * On Windows, a file cannot be replaced while another program, such as a virus scanner, has it open. Usually that
 * program closes the file soon. Therefore the function tries the rename several times.
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
 * Writes the rename to the disk, if the file system can do that. Without this step, the old file could come back after
 * a power failure.
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
  /**
   * The state of the file when it was read. The file is replaced only if it still has this state. The handle of this
   * snapshot is open.
   */
  readonly original: Snapshot;
  readonly text: string;
  readonly lock: Lock;
}

/** Renames the new file to the path of the original file. @returns false if another program changed the original */
async function putInPlace(system: System, { target, original, lock }: Replacement, from: string): Promise<boolean> {
  if (!(await lock.isHeld())) throw new KeyferryError('FILE_CONTENDED', { file: target.shown });
  // This check comes right before the rename. So other programs have very little time to change the file unnoticed.
  if (!(await isCurrent(system, target, original))) return false;
  // On Windows, an open file cannot be replaced.
  if (system.platform === 'win32') await closeSnapshot(original);
  await renameOver(system, from, target.real);
  return true;
}

/**
 * Replaces the whole file.
 * @returns false if another program changed the original file meanwhile; then the file is not replaced
 * @throws KeyferryError FILE_READ_ONLY; FILE_CONTENDED if another process took the lock; system errors. After an error
 * the file is unchanged.
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
