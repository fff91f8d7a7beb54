import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import type { OpenFile } from './file-calls.ts';
import { errnoOf, quietly } from './file-errors.ts';
import { writeParts } from './file-parts.ts';
import type { Lock } from './lock.ts';
import { closeSnapshot, isCurrent, type Snapshot } from './snapshot.ts';
import type { System } from './system.ts';
import type { Target } from './target.ts';

/*
 * The one place that writes a user's file (docs/DECISIONS.md, 5). Whatever happens at whatever step, the file is the
 * old one or the new one, whole; what a killed run leaves behind, the next run removes.
 */

const OWNER_WRITE = 0o200;
const MAX_NAMES = 5;
const WINDOWS_RETRIES = 10;

const temporaryName = (file: string, token: string): string => `.${file}.keyferry-${token}.tmp`;

function isTemporary(name: string, file: string): boolean {
  const token = /\.keyferry-([0-9a-f]{32})\.tmp$/.exec(name)?.[1];
  return token !== undefined && name === temporaryName(file, token);
}

/** Removes what killed runs left, of all `names` in the directory. Under the lock, so no living run owns any of it. */
export async function sweepTemporaries({ files }: System, { real }: Target, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (isTemporary(name, basename(real))) await quietly(files.unlink(join(dirname(real), name)));
  }
}

/** A planted file or link of the same name is refused by `wx`; then another name is tried. */
async function openTemporary(system: System, target: Target): Promise<{ path: string; handle: OpenFile }> {
  for (let turn = 1; ; turn++) {
    const path = join(dirname(target.real), temporaryName(basename(target.real), system.token()));
    try {
      return { path, handle: await system.files.open(path, 'wx', 0o600) };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST' || turn === MAX_NAMES) throw error;
    }
  }
}

/** The original's group and mode; where the group cannot be kept, the new one gets no rights. */
async function copyAccess(system: System, handle: OpenFile, { file }: Snapshot): Promise<void> {
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

async function fill(system: System, handle: OpenFile, { parts, original }: Replacement): Promise<void> {
  try {
    await writeParts(handle, parts);
    await copyAccess(system, handle, original);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows refuses to replace a file that a virus scanner or a reader has open; it mostly passes in a moment. */
async function renameOver(system: System, from: string, to: string): Promise<void> {
  for (let turn = 1; ; turn++) {
    try {
      return await system.files.rename(from, to);
    } catch (error) {
      const passing = system.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error));
      if (!passing || turn === WINDOWS_RETRIES) throw error;
      await system.sleep(10 * turn);
    }
  }
}

/** Makes the rename survive a power cut, on file systems that can. The file is whole with it or without. */
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
    throw new KeyferryError('FILE_READ_ONLY', { file: target.shown, why: 'it is marked read-only' });
  }
  await system.files.access(target.real, constants.W_OK);
}

/** A user's file with its new contents, and what it takes to put it there. */
export interface Replacement {
  readonly target: Target;
  /** What the file must still be when it is replaced; its handle is open. */
  readonly original: Snapshot;
  /** The new contents, in pieces: most are the old file's own bytes, which need not be copied. */
  readonly parts: readonly Buffer[];
  readonly lock: Lock;
}

/** @returns false when the original is no longer what the snapshot shows. */
async function putInPlace(system: System, { target, original, lock }: Replacement, from: string): Promise<boolean> {
  if (!(await isCurrent(system, target, original))) return false;
  if (!(await lock.held())) throw new KeyferryError('FILE_CONTENDED', { file: target.shown });
  // Windows cannot replace an open file.
  if (system.platform === 'win32') await closeSnapshot(original);
  await renameOver(system, from, target.real);
  return true;
}

/**
 * Replaces the file whole.
 * @returns false, with nothing changed, when another program changed the original meanwhile.
 * @throws KeyferryError FILE_READ_ONLY, FILE_CONTENDED; system errors as they are. Nothing is changed then.
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
