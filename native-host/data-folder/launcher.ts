import { dirname, join, posix, win32 } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { isExecutable } from './executable.ts';
import { readInstallFacts } from './install-facts.ts';
import { type DataLocation, dataFolder } from './places.ts';
import type { ProgramLocation } from './program-folder.ts';

/*
 * The launcher is the program that AWS tools start for a live profile: `LAUNCHER credential-process --profile NAME`.
 * This command is in the config file, and every tool must read it in the same way. The path of the launcher therefore
 * has no blanks. It also has no version, so that it stays the same after an update (docs/DECISIONS.md, 71).
 */

/** The file name of the launcher. */
export const launcherFile = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'keyferry.cmd' : 'keyferry');

/**
 * The command that starts the launcher by its name, without a folder. On Windows, the config file contains this command
 * if some tools cannot read the launcher's path.
 */
export const BARE_COMMAND = 'keyferry.cmd';

/**
 * Matches paths that every tool reads in the same way. The short names of Windows, such as `PROGRA~1`, contain the
 * character `~`, but never at the start of the name.
 */
const SAFE_PATHS = {
  posix: /^\/[A-Za-z0-9._/-]+$/,
  windows: /^[A-Za-z]:\\[A-Za-z0-9._~\\-]+$/,
} as const;

/** Whether every tool reads this path in the same way if it is in a `credential_process` line. */
export function isSafeInLine(path: string, platform: NodeJS.Platform): boolean {
  return (platform === 'win32' ? SAFE_PATHS.windows : SAFE_PATHS.posix).test(path);
}

/**
 * The path in the form in which Keyferry writes it into a `credential_process` line. The AWS SDK for Go reads `\n` and
 * `\t` as a line break and a tab. Therefore, on Windows, the function writes `\N` and `\T`. This is the same path,
 * because Windows ignores upper and lower case.
 */
export function pathInLine(path: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? path.replace(/\\[nt]/g, (pair) => pair.toUpperCase()) : path;
}

/** The folder of the launcher if the user did not choose another folder with `install --launcher-dir`. */
export function defaultLauncherFolder(location: DataLocation): string {
  const { join: joined } = location.platform === 'win32' ? win32 : posix;
  return location.everyone ? join(dataFolder(location), 'bin') : joined(location.home, '.keyferry', 'bin');
}

/** The path of the launcher for the config file, or the reason why there is no launcher. */
export type Launcher =
  | { readonly path: string; readonly why?: never }
  | { readonly path: null; readonly why: string; readonly remedy: string };

/** The reason why a live profile cannot use a launcher at `path`, and what the user can do. */
export function whyNotPath(path: string): { readonly why: string; readonly remedy: string } {
  return {
    why: `some AWS tools cannot start a program at ${path}`,
    remedy: 'Run `keyferry install --launcher-dir DIR` with a folder whose path has only letters, digits and . _ - /',
  };
}

/**
 * The launchers of the running program. New profiles use the first launcher. Older profiles may use the other
 * launchers.
 * @returns the paths that `keyferry install` recorded
 */
export function recordedLaunchers(location: ProgramLocation): readonly string[] {
  const facts = readInstallFacts(dirname(location.directory)) ?? readInstallFacts(dataFolder(location));
  return facts?.launchers ?? [];
}

/**
 * The launcher of the running program. `keyferry install` recorded its path.
 * @returns the path for the config file, or the reason why there is no launcher and what the user can do
 */
export function launcherPath(location: ProgramLocation): Launcher {
  const { platform } = location;
  const [path] = recordedLaunchers(location);
  if (path === BARE_COMMAND && platform === 'win32') return { path };
  if (path !== undefined) {
    if (isExecutable(path)) return { path: pathInLine(path, platform) };
    return { path: null, why: `${path} is missing or cannot be started`, remedy: 'Install Keyferry again' };
  }
  const usual = join(defaultLauncherFolder(location), launcherFile(platform));
  if (!isSafeInLine(usual, platform)) return { path: null, ...whyNotPath(usual) };
  return { path: null, why: 'no launcher for AWS tools is installed', remedy: 'Install Keyferry again' };
}

/** The error that says why there is no launcher. */
export function liveUnavailable({ why, remedy }: { readonly why: string; readonly remedy: string }): KeyferryError {
  return new KeyferryError('LIVE_UNAVAILABLE', { why, remedy });
}
