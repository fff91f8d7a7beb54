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
 * Whether Keyferry should write this wrapper again, because it is missing or broken. If someone has edited the wrapper,
 * Keyferry does not write it again, and `keyferry doctor` reports it.
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
 * Repairs wrappers and launchers that start a Node that no longer exists, for example after an upgrade of Node. After
 * the repair, they start the Node that runs now. The function never throws, because a broken wrapper must not make
 * another command fail. `keyferry doctor` reports wrappers and launchers that could not be repaired.
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
    // The error is ignored, because `keyferry doctor` reports the problem.
  }
}
