import { basename, dirname, join } from 'node:path';
import { type ProgramLocation, programFolder } from '../data-folder/program-folder.ts';
import { realPath } from '../data-folder/real-path.ts';

/** Whether a file is the program of Keyferry. @param path absolute */
export type IsOwnProgram = (path: string) => boolean;

/**
 * Recognises the running program and every installed version of it, by their real paths. Another file that is called
 * `keyferry.cjs` is another program.
 * @param location of the running program
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
