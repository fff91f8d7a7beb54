import { basename, dirname, join } from 'node:path';
import { type ProgramLocation, programFolder } from '../data-folder/program-folder.ts';
import { realPath } from '../data-folder/real-path.ts';

/** Whether the file at a path is Keyferry's own program. @param path absolute path */
export type IsOwnProgram = (path: string) => boolean;

/**
 * Recognises the running program and all installed versions by their real paths. A file in any other folder is not
 * Keyferry's program, even if its name is `keyferry.cjs`.
 * @param location the location of the running program
 */
export function ownProgram(location: ProgramLocation): IsOwnProgram {
  return (path) => {
    const file = realPath(path);
    if (basename(file) !== 'keyferry.cjs') return false;
    const folder = dirname(file);
    const isRunning = folder === realPath(location.directory);
    return isRunning || folder === join(realPath(programFolder(location)), basename(folder));
  };
}
