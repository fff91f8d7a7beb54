import { lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import type { KeyferryError } from '#core/errors.ts';
import { folderProblem, type SocketLocation, socketFolders } from './socket-folder.ts';

/** The sockets of hosts are called `<pid>.sock`. On Windows `<pid>.pipe` is a file with the pipe's name and key. */
const NAMES = { posix: /^([1-9]\d{0,9})\.sock$/, windows: /^([1-9]\d{0,9})\.pipe$/ } as const;

/** The name of the socket, or of the pipe's file, of the process `pid`. */
export const socketFile = (pid: number, platform: NodeJS.Platform): string =>
  `${pid}.${platform === 'win32' ? 'pipe' : 'sock'}`;

/** The error of a connection to a socket at which no process listens. */
export const REFUSED = 'ECONNREFUSED';
/** When a host starts, it waits at most this time for an answer of another host's socket, in ms. */
const PROBE_MS = 1000;

/** A link to the newest socket, for programs that need one path. */
const CURRENT = 'current.sock';

/** The process id in the name of a socket; null for every other name. */
function pidIn(name: string, platform: NodeJS.Platform): number | null {
  const [, pid] = (platform === 'win32' ? NAMES.windows : NAMES.posix).exec(name) ?? [];
  return pid === undefined ? null : Number(pid);
}

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
interface FoundSocket {
  readonly path: string;
  readonly pid: number;
  /** Epoch ms of its creation. */
  readonly since: number;
}

/** The socket with this name, or null for anything that is no socket of this user. */
function inspect(folder: string, name: string, { platform, uid }: SocketLocation): FoundSocket | null {
  const pid = pidIn(name, platform);
  const path = join(folder, name);
  const stats = pid === null ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (pid === null || !stats) return null;
  const isOurs = platform === 'win32' ? stats.isFile() : stats.isSocket() && stats.uid === uid;
  if (!isOurs || (platform !== 'win32' && (stats.mode & 0o077) !== 0)) return null;
  return { path, pid, since: stats.mtimeMs };
}

/** The sockets in a folder, newest first. */
interface FolderSockets {
  /** Sockets of processes that run here. */
  readonly living: readonly FoundSocket[];
  /**
   * Sockets of processes that this process does not see. These processes have ended, or this process is in a container
   * that does not show them.
   */
  readonly unseen: readonly FoundSocket[];
}

/**
 * Removes a socket if its process does not run. Call this only after the system refused a connection to it: a host that
 * listens may be in another container, where this process does not see it. Never throws.
 */
export function removeEnded(path: string): void {
  const pid = pidIn(basename(path), 'linux') ?? pidIn(basename(path), 'win32');
  if (pid === null || isOurLivingProcess(pid)) return;
  try {
    rmSync(path, { force: true });
  } catch {
    // A container may have the folder without the right to write.
  }
}

function removeIfRefused(path: string): Promise<void> {
  return new Promise((done) => {
    const socket = connect({ path });
    const end = () => {
      socket.destroy();
      done();
    };
    socket.setTimeout(PROBE_MS, end).once('connect', end);
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === REFUSED) removeEnded(path);
      end();
    });
  });
}

/** Removes the sockets in a folder whose processes have ended, and nothing else. @throws system errors */
export async function removeEndedSockets(folder: string, location: SocketLocation): Promise<void> {
  const { unseen } = socketsIn(folder, location);
  await Promise.all(unseen.map(({ path }) => removeIfRefused(path)));
}

/**
 * Windows has no containers that hide processes but share files, so there the files of ended processes are removed.
 * @param folder was checked with `folderProblem`
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

/** The sockets that a client may ask. */
export interface Sockets {
  /** Paths, newest first. Those whose process this process does not see come last. */
  readonly paths: readonly string[];
  /** LIVE_SOCKET for a folder that exists and cannot be trusted, or null. */
  readonly problem: KeyferryError | null;
}

/** Looks for hosts in all folders. Never throws. */
export function findSockets(location: SocketLocation): Sockets {
  const found: FolderSockets[] = [];
  let problem: KeyferryError | null = null;
  for (const folder of socketFolders(location)) {
    try {
      const wrong = folderProblem(folder, location);
      if (wrong === null) found.push(socketsIn(folder, location));
      else problem ??= wrong;
    } catch {
      // The folder does not exist: no host listens there.
    }
  }
  const newestFirst = (sockets: readonly FoundSocket[]) => [...sockets].sort((a, b) => b.since - a.since);
  const living = newestFirst(found.flatMap((each) => each.living));
  const unseen = newestFirst(found.flatMap((each) => each.unseen));
  return { paths: [...living, ...unseen].map(({ path }) => path), problem };
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
    const other = socketsIn(folder, location).living.find(({ path }) => path !== join(folder, name));
    if (other) linkCurrent(folder, socketFile(other.pid, location.platform));
    else rmSync(join(folder, CURRENT), { force: true });
  } catch {
    // The folder or the link is gone.
  }
}
