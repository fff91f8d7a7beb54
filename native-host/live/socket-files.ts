import { lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import type { KeyferryError } from '#core/errors.ts';
import { folderProblem, type SocketLocation, socketFolders } from './socket-folder.ts';

/**
 * Matches the file names of the hosts' sockets: `<pid>.sock`. On Windows, the file `<pid>.pipe` contains the name and
 * the key of a named pipe.
 */
const NAMES = { posix: /^([1-9]\d{0,9})\.sock$/, windows: /^([1-9]\d{0,9})\.pipe$/ } as const;

/** The file name of the socket of the host with the process id `pid`. On Windows, the name of the file for its pipe. */
export const socketFile = (pid: number, platform: NodeJS.Platform): string =>
  `${pid}.${platform === 'win32' ? 'pipe' : 'sock'}`;

/** The error code of a connection if no process listens on the socket. */
export const REFUSED = 'ECONNREFUSED';
/**
 * When a host starts, it tries to connect to the sockets of other hosts. For each socket, it waits up to this time, in
 * ms.
 */
const PROBE_MS = 1000;

/** The name of a link to the newest socket. The link is for programs that need one path that never changes. */
const CURRENT = 'current.sock';

/** The process id in the file name of a socket. Null if the file is not a socket of a host. */
function pidIn(name: string, platform: NodeJS.Platform): number | null {
  const [, pid] = (platform === 'win32' ? NAMES.windows : NAMES.posix).exec(name) ?? [];
  return pid === undefined ? null : Number(pid);
}

/** Whether the process runs, and belongs to this user. */
function isOurLivingProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process. EPERM: the process belongs to another user, so it is not a host of this user.
    return false;
  }
}

/** The socket of one host. */
interface FoundSocket {
  readonly path: string;
  readonly pid: number;
  /** When the socket was created, in epoch ms. */
  readonly since: number;
}

/** The socket with this file name. Null if the file is not a socket of this user. */
function inspect(folder: string, name: string, { platform, uid }: SocketLocation): FoundSocket | null {
  const pid = pidIn(name, platform);
  const path = join(folder, name);
  const stats = pid === null ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (pid === null || !stats) return null;
  const isOurs = platform === 'win32' ? stats.isFile() : stats.isSocket() && stats.uid === uid;
  if (!isOurs || (platform !== 'win32' && (stats.mode & 0o077) !== 0)) return null;
  return { path, pid, since: stats.mtimeMs };
}

/** The sockets in a folder. The newest socket comes first. */
interface FolderSockets {
  /** Sockets of processes that this process can see. */
  readonly living: readonly FoundSocket[];
  /**
   * Sockets of all other processes. These processes have ended, or this process runs in a container and cannot see
   * them.
   */
  readonly unseen: readonly FoundSocket[];
}

/**
 * Removes a socket if this process cannot see the process that opened the socket. This other process may still run in
 * another container. Therefore call this function only after the system has refused a connection to the socket. Never
 * throws.
 */
export function removeEnded(path: string): void {
  const pid = pidIn(basename(path), 'linux') ?? pidIn(basename(path), 'win32');
  if (pid === null || isOurLivingProcess(pid)) return;
  try {
    rmSync(path, { force: true });
  } catch {
    // The error is ignored, because the folder may be read-only in a container.
  }
}

/**
 * Connects to a socket and closes the connection. The system accepts or refuses a connection at once, even if the
 * program that listens on the socket is slow.
 * @returns the error code if the connection fails; null if it succeeds or takes too long
 */
export function connectError(path: string): Promise<string | null> {
  return new Promise((done) => {
    const socket = connect({ path });
    const end = (code: string | null) => {
      socket.destroy();
      done(code);
    };
    socket.setTimeout(PROBE_MS, () => end(null)).once('connect', () => end(null));
    socket.once('error', ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) => end(code));
  });
}

async function removeIfRefused(path: string): Promise<void> {
  if ((await connectError(path)) === REFUSED) removeEnded(path);
}

/** Removes the sockets of ended processes from a folder, and no other files. @throws system errors */
export async function removeEndedSockets(folder: string, location: SocketLocation): Promise<void> {
  const { unseen } = socketsIn(folder, location);
  await Promise.all(unseen.map(({ path }) => removeIfRefused(path)));
}

/**
 * Lists the sockets in a folder. On Windows, also removes the files whose processes are not visible, because such a
 * process has ended. On other systems, the process may still run in a container, where it is not visible.
 * @param folder a folder that `folderProblem` has checked
 */
function socketsIn(folder: string, location: SocketLocation): FolderSockets {
  const found = readdirSync(folder)
    .flatMap((name) => inspect(folder, name, location) ?? [])
    .sort((a, b) => b.since - a.since);
  const living = found.filter(({ pid }) => isOurLivingProcess(pid));
  const unseen = found.filter((each) => !living.includes(each));
  if (location.platform !== 'win32') return { living, unseen };
  for (const { path } of unseen) removeEnded(path);
  return { living, unseen: [] };
}

/** The sockets to which a client may connect. */
export interface Sockets {
  /** The paths of the sockets, newest first. At the end are the sockets of processes that this process cannot see. */
  readonly paths: readonly string[];
  /** The error LIVE_SOCKET if a folder exists but is not safe. Otherwise null. */
  readonly problem: KeyferryError | null;
}

/** Looks for sockets of hosts in all folders. Never throws. */
export function findSockets(location: SocketLocation): Sockets {
  const found: FolderSockets[] = [];
  let problem: KeyferryError | null = null;
  for (const folder of socketFolders(location)) {
    try {
      const wrong = folderProblem(folder, location);
      if (wrong === null) found.push(socketsIn(folder, location));
      else problem ??= wrong;
    } catch {
      // The folder does not exist, so it contains no socket.
    }
  }
  const newestFirst = (sockets: readonly FoundSocket[]) => [...sockets].sort((a, b) => b.since - a.since);
  const living = newestFirst(found.flatMap((each) => each.living));
  const unseen = newestFirst(found.flatMap((each) => each.unseen));
  return { paths: [...living, ...unseen].map(({ path }) => path), problem };
}

/**
 * Makes the link `current.sock` point to this socket. Other processes always see either the old link or the new one.
 */
export function linkCurrent(folder: string, name: string): void {
  const staging = join(folder, `.${CURRENT}.${name}`);
  rmSync(staging, { force: true });
  symlinkSync(name, staging);
  renameSync(staging, join(folder, CURRENT));
}

/**
 * If the link `current.sock` points to `name`, makes it point to the newest socket of another host. If there is no
 * other host, removes the link.
 */
export function unlinkCurrent(folder: string, name: string, location: SocketLocation): void {
  try {
    if (readlinkSync(join(folder, CURRENT)) !== name) return;
    const other = socketsIn(folder, location).living.find(({ path }) => path !== join(folder, name));
    if (other) linkCurrent(folder, socketFile(other.pid, location.platform));
    else rmSync(join(folder, CURRENT), { force: true });
  } catch {
    // The folder or the link does not exist any more.
  }
}
