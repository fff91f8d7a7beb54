import { isAscii, isUtf8 } from 'node:buffer';
import { type BigIntStats, constants } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import type { OpenFile } from './file-calls.ts';
import { errnoOf, ifThere, quietly } from './file-errors.ts';
import { holdsText, READ_WITHOUT_WAITING, refuseHuge } from './readable.ts';
import type { System } from './system.ts';
import { refuseForeign, type Target } from './target.ts';

/** A file as it stood at one moment; `file` is null where there was none. */
export interface Snapshot {
  readonly bytes: Buffer;
  readonly file: { readonly handle: OpenFile; readonly stats: BigIntStats } | null;
}

/** Ms for which a file that looks half written may stay so. */
const SETTLE_MS = 1000;
const PAUSE_MS = 3;
const PIECE_BYTES = 2 * 1024 * 1024;
const UNFORESEEN_BYTES = 4096;
const LINE_FEED = 10;

// Windows has no such flag: there the name is undefined.
const READ_ONLY_NO_TRAPS = READ_WITHOUT_WAITING | (constants.O_NOFOLLOW ?? 0);

/** @throws KeyferryError FILE_UNREADABLE for a file that grows beyond all bounds while it is read. */
async function readAll(handle: OpenFile, file: string, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    // One byte more than there should be, so that one read tells the end; some file systems call every size 0.
    const part = Buffer.allocUnsafe(size > at ? size - at + 1 : UNFORESEEN_BYTES);
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

/** Tools that write in place cut the file first and fill it then: between the two it is empty or ends mid-line. */
const looksWhole = (bytes: Buffer): boolean => bytes.at(-1) === LINE_FEED;

function mayBeHalfWritten(system: System, { bytes, file }: Snapshot): boolean {
  if (file === null || looksWhole(bytes)) return false;
  return Math.abs(system.now() - Number(file.stats.mtimeMs)) < SETTLE_MS;
}

/**
 * Reads the file, and waits for a moment where another program seems to be writing it.
 * The snapshot's handle is left open for `lateChange`; the caller closes it.
 * @throws KeyferryError FILE_NOT_REGULAR, FILE_OWNER, FILE_IO; system errors as they are.
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

export async function closeSnapshot({ file }: Snapshot): Promise<void> {
  if (file) await quietly(file.handle.close());
}

/** Whether the path still leads to what the snapshot shows, as far as the file's stamps tell. */
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

/** Whether the file holds these bytes and no more; read in pieces, since a second copy of a large file costs as much. */
async function holdsStill(handle: OpenFile, bytes: Buffer): Promise<boolean> {
  const piece = Buffer.allocUnsafe(Math.min(bytes.length + 1, PIECE_BYTES));
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return at === bytes.length;
    if (!piece.subarray(0, bytesRead).equals(bytes.subarray(at, at + bytesRead))) return false;
    at += bytesRead;
  }
}

/** Who wipes a file writes zeros, or bytes of any kind. */
const isText = (bytes: Buffer): boolean => bytes.length > 0 && isUtf8(bytes) && !bytes.includes(0);

/**
 * What another program has written into the replaced file, which it opened before we renamed ours over it.
 * @returns null when nothing was, or nothing whole came in time.
 */
export async function lateChange(system: System, { bytes, file }: Snapshot): Promise<Buffer | null> {
  if (file === null) return null;
  if (await holdsStill(file.handle, bytes)) return null;
  const again = async () => readAll(file.handle, 'the file that was replaced', bytes.length);
  let late = await again();
  const until = system.monotonic() + SETTLE_MS;
  while (system.monotonic() < until) {
    await system.sleep(PAUSE_MS);
    const next = await again();
    if (next.equals(late) && looksWhole(next)) return isText(next) ? next : null;
    late = next;
  }
  return isText(late) ? late : null;
}

/** @throws KeyferryError FILE_ENCODING for bytes that botocore cannot read. */
export function decode(bytes: Buffer, file: string): string {
  // The same text, decoded in half the time.
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new KeyferryError('FILE_ENCODING', { file, why: 'it holds bytes of another encoding' });
  return bytes.toString('utf8');
}

/** The text of a file that is only read; '' where there is none. */
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
