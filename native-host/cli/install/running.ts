import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/** The command line of every process, from /proc. A process that has just ended is left out. */
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
 * Returns those of the given folders that contain a running program. These folders must not be removed: a host runs as
 * long as its browser, and loads some files of its folder only later.
 * @returns all given folders if the processes cannot be listed
 */
export function foldersOfRunning(folders: readonly string[], io: CommandIo): readonly string[] {
  const lines = commandLines(io);
  return lines === null ? folders : folders.filter((folder) => lines.some((line) => line.includes(folder + sep)));
}
