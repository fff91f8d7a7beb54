import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeOwnFile } from '../../data-folder/own-files.ts';
import { recordPath } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isBroken } from './broken-wrapper.ts';
import { launcherText } from './launcher-plan.ts';
import { isOurWrapper, wrapperFile } from './own-wrappers.ts';
import { wrapperText } from './plan.ts';
import { PROGRAM_FILE } from './program-files.ts';
import { mergeRecord, type RecordedFile, readRecord, writeRecord } from './record.ts';

/**
 * Whether a wrapper is missing, or is broken although it is unchanged since install wrote it. A wrapper that someone
 * edited is never repaired. `keyferry doctor` reports such a wrapper.
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

/**
 * Writes a wrapper or launcher again, and records its new content.
 * @param program the folder of the program that the file starts
 */
function repair({ path }: RecordedFile, program: string, content: string, io: CommandIo): void {
  if (!isMine(dirname(path)) || readOwnFile(join(program, PROGRAM_FILE)) === null) return;
  writeRecord(recordPath(io), mergeRecord(readRecord(recordPath(io)), { files: [{ path, sha256: sha256(content) }] }));
  writeOwnFile(path, content, 0o755);
}

/**
 * Repairs wrappers and launchers whose Node is gone, for example after an upgrade. They then start the Node that runs
 * now. Never throws, because no command may fail because of a wrapper. `keyferry doctor` reports what stays broken.
 */
export function repairWrappers(io: CommandIo): void {
  try {
    const { files, launchers = [] } = readRecord(recordPath(io));
    const wrappers = files.filter(({ path }) => basename(path) === wrapperFile(io) && isOurWrapper(path));
    for (const wrapper of wrappers.filter(needsRepair)) {
      const program = dirname(wrapper.path);
      repair(wrapper, program, wrapperText(program, io), io);
    }
    // The last wrapper in the list belongs to the newest program.
    const newest = dirname(wrappers.at(-1)?.path ?? '');
    for (const launcher of files.filter(({ path }) => launchers.includes(path)).filter(needsRepair)) {
      repair(launcher, newest, launcherText(newest, io), io);
    }
  } catch {
    // `keyferry doctor` reports the problem.
  }
}
