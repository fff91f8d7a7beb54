import { dirname, join, posix, win32 } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { isExecutable } from './executable.ts';
import { readInstallFacts } from './install-facts.ts';
import { type DataLocation, dataFolder } from './places.ts';
import type { ProgramLocation } from './program-folder.ts';

/*
 * The launcher is the program that AWS tools start for a live profile: `LAUNCHER credential-process --profile NAME`.
 * Its path has no blanks and no version, because the line in the config file must mean the same to every tool
 * (docs/DECISIONS.md, 71).
 */

/** The name of the launcher's file. */
export const launcherFile = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'keyferry.cmd' : 'keyferry');

/** The launcher's name without a path. On Windows, the line has only this name if some tool cannot read the path. */
export const BARE_COMMAND = 'keyferry.cmd';

/** Paths that every tool reads in the same way. Windows' short names contain a tilde, but never at the start. */
const SAFE_PATHS = {
  posix: /^\/[A-Za-z0-9._/-]+$/,
  windows: /^[A-Za-z]:\\[A-Za-z0-9._~\\-]+$/,
} as const;

/** Whether every tool reads this path in a `credential_process` line in the same way. */
export function isSafeInLine(path: string, platform: NodeJS.Platform): boolean {
  return (platform === 'win32' ? SAFE_PATHS.windows : SAFE_PATHS.posix).test(path);
}

/**
 * The path as it is written in the line. Today's SDK for Go reads `\n` and `\t` as line break and tab. So on Windows
 * these letters become capitals, because letter case in paths makes no difference there.
 */
export function pathInLine(path: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? path.replace(/\\[nt]/g, (pair) => pair.toUpperCase()) : path;
}

/** The folder of the launcher unless `install --launcher-dir` names another one. */
export function defaultLauncherFolder(location: DataLocation): string {
  const { join: joined } = location.platform === 'win32' ? win32 : posix;
  return location.everyone ? join(dataFolder(location), 'bin') : joined(location.home, '.keyferry', 'bin');
}

/** The path of the launcher as the config file's line needs it, or the reason why there is no launcher. */
export type Launcher =
  | { readonly path: string; readonly why?: never }
  | { readonly path: null; readonly why: string; readonly remedy: string };

/** Why a launcher at `path` could not be used in a live profile's line, as a clause and a remedy. */
export function whyNotPath(path: string): { readonly why: string; readonly remedy: string } {
  return {
    why: `some AWS tools cannot start a program at ${path}`,
    remedy: 'Run `keyferry install --launcher-dir DIR` with a folder whose path has only letters, digits and . _ - /',
  };
}

/**
 * The launchers of the running program. New profiles use the first launcher, and older profiles may still name the
 * others.
 * @returns paths as install recorded them
 */
export function recordedLaunchers(location: ProgramLocation): readonly string[] {
  const facts = readInstallFacts(dirname(location.directory)) ?? readInstallFacts(dataFolder(location));
  return facts?.launchers ?? [];
}

/**
 * The launcher of the running program. Its install recorded the path.
 * @returns the path as the line in the config file needs it, or a reason and what to do
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

/** The error when there is no launcher. */
export function liveUnavailable({ why, remedy }: { readonly why: string; readonly remedy: string }): KeyferryError {
  return new KeyferryError('LIVE_UNAVAILABLE', { why, remedy });
}
