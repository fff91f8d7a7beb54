import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

const CMD = '/mnt/c/Windows/System32/cmd.exe';

/** Facts about the Windows system that runs this Linux distribution inside WSL. */
export interface WindowsSide {
  readonly distribution: string;
  /** The user's AppData folders, as Linux paths. */
  readonly local: string;
  readonly roaming: string;
  /** The folder AppData\Local, as a Windows path. */
  readonly localOnWindows: string;
}

/** Name of the Linux distribution if this is WSL, otherwise null. */
export function wslDistribution({ env, release, platform }: CommandIo): string | null {
  return platform === 'linux' && /microsoft/i.test(release()) ? (env.WSL_DISTRO_NAME ?? null) : null;
}

function variable(name: string, io: CommandIo): string | null {
  const program = existsSync(CMD) ? CMD : 'cmd.exe';
  const { status, stdout } = runProgram(program, ['/d', '/c', `chcp 65001>nul&echo %${name}%`], io);
  const value = stdout.trim();
  return status === 0 && /^[A-Za-z]:\\/.test(value) ? value : null;
}

function asLinuxPath(path: string, io: CommandIo): string | null {
  const { status, stdout } = runProgram('wslpath', ['-u', path], io);
  return status === 0 && stdout.startsWith('/') ? stdout.replace(/\n$/, '') : null;
}

/**
 * Asks Windows for the user's folders. Null outside WSL, or if no program of Windows can be started.
 * @throws KeyferryError INSTALL_REFUSED for a distribution name that a batch file cannot contain
 */
export function windowsSide(io: CommandIo): WindowsSide | null {
  const distribution = wslDistribution(io);
  if (distribution === null) return null;
  if (!/^[\w.-]{1,64}$/.test(distribution)) {
    throw new KeyferryError('INSTALL_REFUSED', {
      why: `the name of this WSL distribution, ${JSON.stringify(distribution)}, cannot be written in a batch file`,
    });
  }
  const localOnWindows = variable('LOCALAPPDATA', io);
  const roamingOnWindows = variable('APPDATA', io);
  const local = localOnWindows && asLinuxPath(localOnWindows, io);
  const roaming = roamingOnWindows && asLinuxPath(roamingOnWindows, io);
  return localOnWindows && local && roaming ? { distribution, local, roaming, localOnWindows } : null;
}

/** Keyferry's folder for this distribution. It is in AppData\Local. The result is a Linux path. */
export function wslFolder({ distribution, local }: WindowsSide): string {
  return join(local, 'keyferry', `wsl-${distribution}`);
}
