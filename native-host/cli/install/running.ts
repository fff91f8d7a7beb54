import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/** The arguments of every process, from /proc. Processes that end meanwhile are left out. */
function fromProc(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
}

/** The command lines of all processes that this user may see; null if they are unknown, as on Windows. */
function commandLines(io: CommandIo): readonly string[] | null {
  if (io.platform === 'linux') return fromProc();
  if (io.platform !== 'darwin') return null;
  const { status, stdout } = runProgram('/bin/ps', ['-axww', '-o', 'args='], io);
  return status === 0 ? stdout.split('\n') : null;
}

/**
 * Those of the given folders that contain a running program. A host runs as long as its browser, and loads each file
 * only when it needs the file.
 * @returns all folders if processes cannot be listed
 */
export function foldersOfRunning(folders: readonly string[], io: CommandIo): readonly string[] {
  const lines = commandLines(io);
  return lines === null ? folders : folders.filter((folder) => lines.some((line) => line.includes(folder + sep)));
}
