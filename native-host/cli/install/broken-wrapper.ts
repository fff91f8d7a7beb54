import { lstatSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { nodeOfWrapper } from '../../../install-scripts/written-wrapper.ts';
import { isExecutable } from '../../data-folder/executable.ts';
import { recordPath } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isOurWrapper, wrapperFile } from './own-wrappers.ts';

/** Whether the wrapper or launcher at `path` is missing, or cannot start the Node whose path it contains. */
export function isBroken(path: string): boolean {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile() || !isExecutable(path)) return true;
  const node = nodeOfWrapper(readFileSync(path, 'utf8'));
  return node === null || !isExecutable(node);
}

interface Recorded {
  readonly files: readonly { readonly path: string }[];
  readonly launchers?: readonly string[];
}

/**
 * Whether a wrapper or launcher that install recorded may need a repair. Every command calls this function, so it must
 * be fast. Therefore it does not check the whole record. The code in repair.ts checks the whole record.
 */
export function hasBrokenWrapper(io: CommandIo): boolean {
  const record = recordPath(io);
  // The function reads only a regular file. If a pipe were at this path, every command would wait forever.
  if (!lstatSync(record, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    const { files, launchers = [] } = JSON.parse(readFileSync(record, 'utf8')) as Recorded;
    const isStarted = (path: string) =>
      launchers.includes(path) || (basename(path) === wrapperFile(io) && isOurWrapper(path));
    return files.some(({ path }) => isStarted(path) && isBroken(path));
  } catch {
    return true;
  }
}
