import { isUtf8 } from 'node:buffer';
import { type BigIntStats, constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { errnoOf, ifThere, quietly } from './file-errors.ts';
import { decode, holdsText, READ_WITHOUT_WAITING, refuseHuge } from './readable.ts';
import type { System } from './system.ts';
import { refuseForeign, type Target } from './target.ts';

/** The content of a file at one moment. `file` is null if there was no file. */
export interface Snapshot {
  readonly bytes: Buffer;
  readonly file: { readonly handle: FileHandle; readonly stats: BigIntStats } | null;
}

/** If another program seems to be writing the file, Keyferry waits up to this time, in ms. */
const SETTLE_MS = 1000;
const PAUSE_MS = 3;
const GROWTH_BYTES = 4096;
const LINE_FEED = 10;

// On Windows, O_NOFOLLOW is undefined.
const READ_ONLY_NO_TRAPS = READ_WITHOUT_WAITING | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads the whole file from its start. The position of the handle does not matter.
 * @throws KeyferryError FILE_UNREADABLE for a file that grows without end
 */
async function readAll(handle: FileHandle, file: string, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    // The loop reads until there are no more bytes, because the file may have grown. Some file systems report the size
    // 0 for every file.
    const part = Buffer.allocUnsafe(size > at ? size - at + 1 : GROWTH_BYTES);
    const { bytesRead } = await handle.read(part, 0, part.length, at);
    if (bytesRead === 0) return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    parts.push(part.subarray(0, bytesRead));
    at += bytesRead;
    refuseHuge(file, { size: at });
  }
}

async function read(system: System, target: Target): Promise<Snapshot> {
  const handle = await ifThere(system.files.open(target.real, READ_ONLY_NO_TRAPS));
  if (handle === null) return { bytes: Buffer.alloc(0), file: null };
  try {
    const stats = await handle.stat({ bigint: true });
    refuseForeign(system, target.shown, stats);
    refuseHuge(target.shown, stats);
    return { bytes: await readAll(handle, target.shown, Number(stats.size)), file: { handle, stats } };
  } catch (error) {
    await quietly(handle.close());
    throw error;
  }
}

/**
 * Whether the text ends with a line break. Some tools first empty the file and then write the new text. Until they have
 * finished, the file may be empty or end in the middle of a line.
 */
const endsWithLine = (bytes: Buffer): boolean => bytes.at(-1) === LINE_FEED;

function mayBeHalfWritten(system: System, { bytes, file }: Snapshot): boolean {
  if (file === null || endsWithLine(bytes)) return false;
  return Math.abs(system.now() - Number(file.stats.mtimeMs)) < SETTLE_MS;
}

/**
 * Reads the file. If another program seems to be writing the file, waits up to a second. The handle of the snapshot
 * stays open, because `lateText` needs it. The caller must close it.
 * @throws KeyferryError FILE_NOT_REGULAR, FILE_OWNER, FILE_UNREADABLE; system errors
 */
export async function takeSnapshot(system: System, target: Target): Promise<Snapshot> {
  const until = system.monotonic() + SETTLE_MS;
  for (;;) {
    const snapshot = await read(system, target);
    if (!mayBeHalfWritten(system, snapshot) || system.monotonic() >= until) return snapshot;
    await closeSnapshot(snapshot);
    await system.sleep(PAUSE_MS);
  }
}

/** Closes the handle of a snapshot. Never throws. */
export async function closeSnapshot({ file }: Snapshot): Promise<void> {
  if (file) await quietly(file.handle.close());
}

/** Whether the path still leads to the file of the snapshot, with the same size, time of modification and mode. */
export async function isCurrent(system: System, target: Target, { file }: Snapshot): Promise<boolean> {
  const now = await ifThere(system.files.lstat(target.real, { bigint: true }));
  if (now === null || file === null) return now === null && file === null;
  const was = file.stats;
  return (
    now.ino === was.ino &&
    now.dev === was.dev &&
    now.size === was.size &&
    now.mtimeNs === was.mtimeNs &&
    now.mode === was.mode
  );
}

/**
 * Whether another program seems to have finished writing. It replaced the text `before` with the text `late`. If a
 * program is killed while it writes, the file may contain only the start of the new text, zero bytes or nothing.
 */
function isComplete(before: Buffer, late: Buffer): boolean {
  if (late.length === 0 || late.includes(0) || !isUtf8(late)) return false;
  return endsWithLine(late) || (!endsWithLine(before) && !before.subarray(0, late.length).equals(late));
}

/**
 * The text that another program wrote into the file after the snapshot. The path already leads to Keyferry's new file,
 * so the function reads the old file through its open handle. It waits up to a second until the other program has
 * finished.
 * @returns null if the old file is unchanged, or if its new text is not complete. Always null on Windows, because
 * Keyferry cannot replace a file there while another program has it open.
 */
export async function lateText(system: System, { bytes, file }: Snapshot): Promise<string | null> {
  if (file === null || system.platform === 'win32') return null;
  const until = system.monotonic() + SETTLE_MS;
  for (let last = bytes; ; ) {
    const late = await readAll(file.handle, 'the replaced file', bytes.length).catch(() => bytes);
    if (late.equals(bytes)) return null;
    if ((late.equals(last) && endsWithLine(late)) || system.monotonic() >= until) {
      return isComplete(bytes, late) ? late.toString('utf8') : null;
    }
    last = late;
    await system.sleep(PAUSE_MS);
  }
}

/**
 * The text of a file that Keyferry only reads. Returns '' if there is no file.
 * @throws KeyferryError FILE_*; system errors
 */
export async function readText(system: System, path: string): Promise<string> {
  try {
    const handle = await ifThere(system.files.open(path, READ_WITHOUT_WAITING));
    if (handle === null) return '';
    try {
      const stats = await handle.stat();
      return holdsText(path, stats) ? decode(await readAll(handle, path, stats.size), path) : '';
    } finally {
      await quietly(handle.close());
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return '';
    throw error;
  }
}
