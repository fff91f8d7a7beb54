import { join, posix, win32 } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { posixLauncher } from '../../../install-scripts/launcher.ts';
import { cmdLauncher, whyNotForCmd } from '../../../install-scripts/windows-wrapper.ts';
import {
  BARE_COMMAND,
  defaultLauncherFolder,
  isSafeInLine,
  launcherFile,
  pathInLine,
  whyNotPath,
} from '../../data-folder/launcher.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';
import type { PlannedFile } from './planned-file.ts';
import { PROGRAM_FILE } from './program-files.ts';
import type { InstallRecord } from './record.ts';
import { isPrivilegedShell } from './shell.ts';

/** The launchers that an install writes. */
interface PlannedLaunchers {
  /** Paths of the files to write. */
  readonly files: readonly string[];
  /** The paths that `keyferry install` records. New live profiles use the first path. */
  readonly recorded: readonly string[];
  /** A sentence for the user about live profiles, or null. */
  readonly note: string | null;
}

/**
 * The short name of a folder on Windows, such as `C:\Users\JOHNDO~1`. If the folder has no short name, the result is
 * its normal path.
 */
function shortName(folder: string, io: CommandIo): string {
  if (whyNotForCmd(folder) !== null) return folder;
  const cmd = `${io.env.SystemRoot || 'C:\\Windows'}\\System32\\cmd.exe`;
  // Node must not quote this line. It would put a backslash before each quote, and cmd would not understand the
  // backslashes.
  const line = `"for %I in ("${folder}") do @echo %~sI"`;
  const { status, stdout } = runProgram(cmd, ['/d', '/s', '/c', line], io, true);
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : folder;
}

/**
 * The path of the folder, in a form that every tool can read in the config file. On Windows, the function replaces a
 * name that has blanks with its short name.
 */
function folderInLine(folder: string, io: CommandIo): string {
  if (io.platform !== 'win32' || isSafeInLine(folder, io.platform)) return folder;
  const { home } = io;
  return folder.startsWith(home) ? `${shortName(home, io)}${folder.slice(home.length)}` : shortName(folder, io);
}

/** Plans the launchers if some tools cannot start a launcher at `path`. */
function withoutPath(path: string, earlier: readonly string[], io: CommandIo): PlannedLaunchers {
  if (io.platform === 'win32') {
    const note = `Live profiles will use the command ${BARE_COMMAND} from PATH, because some AWS tools cannot start a program at ${path}.`;
    return { files: earlier, recorded: [BARE_COMMAND, ...earlier], note };
  }
  const { why, remedy } = whyNotPath(path);
  return { files: earlier, recorded: earlier, note: `Live profiles are not available because ${why}. ${remedy}.` };
}

/**
 * Plans the launcher of live profiles. Its folder is the value of --launcher-dir, or else the folder of the last
 * install, or else `~/.keyferry/bin`. The launchers of earlier installs are written again too, because profiles may
 * still use them.
 * @throws KeyferryError USAGE if some tools cannot start a program in the folder
 */
export function planLaunchers(
  named: string | undefined,
  { launchers = [] }: InstallRecord,
  io: CommandIo,
): PlannedLaunchers {
  const earlier = launchers.filter((path) => path !== BARE_COMMAND);
  const file = launcherFile(io.platform);
  if (named === undefined && earlier.length > 0 && launchers[0] !== BARE_COMMAND) {
    return { files: earlier, recorded: earlier, note: null };
  }
  const paths = io.platform === 'win32' ? win32 : posix;
  const folder = folderInLine(named === undefined ? defaultLauncherFolder(io) : paths.resolve(named), io);
  const path = pathInLine(paths.join(folder, file), io.platform);
  if (!isSafeInLine(path, io.platform)) {
    if (named === undefined) return withoutPath(path, earlier, io);
    const why = `Some AWS tools cannot start a program in ${folder}; name a folder whose path has only letters, digits and . _ - /`;
    throw new KeyferryError('USAGE', { why });
  }
  const all = [path, ...earlier.filter((each) => each !== path)];
  return { files: all, recorded: all, note: null };
}

/** The text of the launcher that starts the program in `folder`. */
export function launcherText(folder: string, io: CommandIo): string {
  const program = join(folder, PROGRAM_FILE);
  if (io.platform === 'win32') return cmdLauncher(io.execPath, program, io.env);
  const home = io.everyone ? null : io.home;
  return posixLauncher({ node: io.execPath, program, home, privileged: isPrivilegedShell(io) });
}

/** The launchers that start the program in `folder`. */
export function launcherFiles(paths: readonly string[], folder: string, io: CommandIo): readonly PlannedFile[] {
  if (paths.length === 0) return [];
  const content = launcherText(folder, io);
  return paths.map((path) => ({ role: 'launcher', browser: '', path, content, mode: 0o755 }));
}
