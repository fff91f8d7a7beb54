import { lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyferryError } from '#core/errors.ts';
import { folderProblem, type SocketLocation, socketFolders } from './socket-folder.ts';

/** The sockets of hosts are called `<pid>.sock`. On Windows `<pid>.pipe` is a file with the pipe's name and key. */
const NAMES = { posix: /^([1-9]\d{0,9})\.sock$/, windows: /^([1-9]\d{0,9})\.pipe$/ } as const;

/** The name of the socket, or of the pipe's file, of the process `pid`. */
export const socketFile = (pid: number, platform: NodeJS.Platform): string =>
  `${pid}.${platform === 'win32' ? 'pipe' : 'sock'}`;

/** A link to the newest socket, for programs that need one path. */
const CURRENT = 'current.sock';

/** Whether the process runs and belongs to this user. */
function isOurLivingProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process. EPERM: it belongs to another user, so it cannot be a host of this user.
    return false;
  }
}

/** The socket of one host. */
export interface FoundSocket {
  readonly path: string;
  readonly pid: number;
  /** Epoch ms of its creation. */
  readonly since: number;
}

/** The socket with this name, `dead` if its process has ended, or null for anything that is no socket of this user. */
function inspect(folder: string, name: string, { platform, uid }: SocketLocation): FoundSocket | 'dead' | null {
  const pid = Number((platform === 'win32' ? NAMES.windows : NAMES.posix).exec(name)?.[1]);
  const path = join(folder, name);
  const stats = Number.isNaN(pid) ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return null;
  const isOurs = platform === 'win32' ? stats.isFile() : stats.isSocket() && stats.uid === uid;
  if (!isOurs || (platform !== 'win32' && (stats.mode & 0o077) !== 0)) return null;
  return isOurLivingProcess(pid) ? { path, pid, since: stats.mtimeMs } : 'dead';
}

/**
 * The sockets of hosts that run in a folder, newest first. Removes the sockets of processes that have ended, and
 * nothing else.
 * @param folder was checked with `folderProblem`
 */
export function livingSockets(folder: string, location: SocketLocation): readonly FoundSocket[] {
  const found: FoundSocket[] = [];
  for (const name of readdirSync(folder)) {
    const socket = inspect(folder, name, location);
    if (socket === 'dead') rmSync(join(folder, name), { force: true });
    else if (socket !== null) found.push(socket);
  }
  return found.sort((a, b) => b.since - a.since);
}

/** The sockets that a client may ask. */
export interface Sockets {
  /** Paths, newest first. */
  readonly paths: readonly string[];
  /** LIVE_SOCKET for a folder that exists and cannot be trusted, or null. */
  readonly problem: KeyferryError | null;
}

/** Looks for hosts in all folders. Never throws. */
export function findSockets(location: SocketLocation): Sockets {
  const found: FoundSocket[] = [];
  let problem: KeyferryError | null = null;
  for (const folder of socketFolders(location)) {
    try {
      const wrong = folderProblem(folder, location);
      if (wrong === null) found.push(...livingSockets(folder, location));
      else problem ??= wrong;
    } catch {
      // The folder does not exist: no host listens there.
    }
  }
  return { paths: found.sort((a, b) => b.since - a.since).map(({ path }) => path), problem };
}

/** Lets the link point to this socket. Another process sees the old link or the new one. */
export function linkCurrent(folder: string, name: string): void {
  const staging = join(folder, `.${CURRENT}.${name}`);
  rmSync(staging, { force: true });
  symlinkSync(name, staging);
  renameSync(staging, join(folder, CURRENT));
}

/** Lets the link point to the newest socket of another host, if it points to `name`. Removes it if there is none. */
export function unlinkCurrent(folder: string, name: string, location: SocketLocation): void {
  try {
    if (readlinkSync(join(folder, CURRENT)) !== name) return;
    const other = livingSockets(folder, location).find(({ path }) => path !== join(folder, name));
    if (other) linkCurrent(folder, socketFile(other.pid, location.platform));
    else rmSync(join(folder, CURRENT), { force: true });
  } catch {
    // The folder or the link is gone.
  }
}
