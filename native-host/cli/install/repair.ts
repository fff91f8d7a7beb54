import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nodeOfWrapper } from '../../../install-scripts/wrapper.ts';
import { isExecutable } from '../../data-folder/executable.ts';
import { readOwnFile, writeOwnFile } from '../../data-folder/own-files.ts';
import { recordPath } from '../../data-folder/places.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isOurWrapper, PROGRAM_FILE, wrapperFile } from './own-wrappers.ts';
import { mergeRecord, type RecordedFile, readRecord, writeRecord } from './record.ts';

/** Whether a wrapper as install wrote it no longer works: its node is gone, or it is itself. */
function isBroken({ path, sha256: hash }: RecordedFile): boolean {
  const text = readOwnFile(path);
  if (text === null) return true;
  const node = nodeOfWrapper(text.toString());
  if (isExecutable(path) && node !== null && isExecutable(node)) return false;
  // What someone changed by hand is theirs; the doctor names it.
  return sha256(text) === hash;
}

const isMine = (folder: string): boolean => {
  const me = process.geteuid?.();
  return me === undefined || statSync(folder).uid === me;
};

async function repair({ path }: RecordedFile, io: CommandIo): Promise<void> {
  const folder = dirname(path);
  if (!isMine(folder) || readOwnFile(join(folder, PROGRAM_FILE)) === null) return;
  // Only here: no other command needs what install is made of.
  const { wrapperText } = await import('./plan.ts');
  const content = wrapperText(folder, io);
  writeRecord(recordPath(io), mergeRecord(readRecord(recordPath(io)), [{ path, sha256: sha256(content) }], []));
  writeOwnFile(path, content, 0o755);
}

/**
 * Makes the installed wrappers start the Node that runs now where the one they were written with is gone, as after an
 * upgrade. Whatever stands in the way is for the doctor to tell: no command fails for it.
 */
export async function repairWrappers(io: CommandIo): Promise<void> {
  try {
    const { files } = readRecord(recordPath(io));
    const wrappers = files.filter(({ path }) => basename(path) === wrapperFile(io) && isOurWrapper(path));
    for (const wrapper of wrappers.filter(isBroken)) await repair(wrapper, io);
  } catch {
    // See above.
  }
}
