import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readOwnFile, writeOwnFile } from '../../data-folder/own-files.ts';
import { recordPath } from '../../data-folder/places.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isBroken } from './broken-wrapper.ts';
import { isOurWrapper, wrapperFile } from './own-wrappers.ts';
import { wrapperText } from './plan.ts';
import { PROGRAM_FILE } from './program-files.ts';
import { mergeRecord, type RecordedFile, readRecord, writeRecord } from './record.ts';

/**
 * Whether a wrapper is missing, or is broken but unchanged since install wrote it. A wrapper that someone edited is
 * never repaired; the doctor reports it.
 */
function needsRepair({ path, sha256: hash }: RecordedFile): boolean {
  if (!isBroken(path)) return false;
  const text = readOwnFile(path);
  return text === null || sha256(text) === hash;
}

function isMine(folder: string): boolean {
  const me = process.geteuid?.();
  return me === undefined || statSync(folder).uid === me;
}

function repair({ path }: RecordedFile, io: CommandIo): void {
  const folder = dirname(path);
  if (!isMine(folder) || readOwnFile(join(folder, PROGRAM_FILE)) === null) return;
  const content = wrapperText(folder, io);
  writeRecord(recordPath(io), mergeRecord(readRecord(recordPath(io)), [{ path, sha256: sha256(content) }], []));
  writeOwnFile(path, content, 0o755);
}

/**
 * If the Node of installed wrappers is gone, for example after an upgrade, makes them start the Node that runs now.
 * Never throws, because no command may fail because of a wrapper. The doctor reports what stays broken.
 */
export function repairWrappers(io: CommandIo): void {
  try {
    const { files } = readRecord(recordPath(io));
    const wrappers = files.filter(({ path }) => basename(path) === wrapperFile(io) && isOurWrapper(path));
    for (const wrapper of wrappers.filter(needsRepair)) repair(wrapper, io);
  } catch {
    // The doctor says what is wrong.
  }
}
