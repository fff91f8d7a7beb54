import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { KnownClient } from '#core/protocol/live.ts';
import type { IsOwnProgram } from './own-program.ts';
import { agentOfProcess, describeProcess } from './process-tree.ts';
import type { LineClient } from './socket-line.ts';

/*
 * Checks on Linux what a client says about its own process. A client is a program that connects to the socket and asks
 * for keys. Node cannot find out which process is at the other end of a connection. But the program `ss` lists which
 * sockets are connected with each other. Keyferry only shows the result of the check.
 */

const SS = ['/usr/bin/ss', '/usr/sbin/ss', '/bin/ss', '/sbin/ss'];
/**
 * How long the host waits for the program `ss` before it answers a client, in ms. `ss` usually takes less than 10 ms.
 * If `ss` takes longer than this limit, Keyferry cannot check the client. Then the client counts as a new program, and
 * Keyferry asks the person the same question again. The limit is long, because `ss` may be slow on a slow machine.
 */
const VERIFY_MS = 1000;
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** Gets the list of all Unix sockets, as `ss -xH` prints it. The result is null if `ss` fails. */
export type ListSockets = () => Promise<string | null>;

/** Returns a function that runs the system's program `ss` with a clean environment. Null if the system has no `ss`. */
function systemList(): ListSockets | null {
  const program = process.platform === 'linux' ? SS.find((path) => existsSync(path)) : undefined;
  if (program === undefined) return null;
  const options = { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, timeout: VERIFY_MS, maxBuffer: MAX_LIST_BYTES };
  return () =>
    new Promise((done) => {
      execFile(program, ['-xH'], options, (error, stdout) => done(error ? null : stdout));
    });
}

/**
 * Finds the socket at the other end of a connection. `inode` is the inode number of this end. `ss` prints the paths of
 * sockets unchanged, so a path with line breaks can look like a line of the list.
 * @returns the inode number of the other socket; null if the list contains no line about `inode`, or more than one
 */
export function peerIn(list: string, inode: string): string | null {
  const peers = list.split('\n').flatMap((line) => {
    const [, own, peer = '0'] = /\s(\d+)\s+\S+\s+(\d+)\s*$/.exec(line) ?? [];
    return own === inode ? [peer] : [];
  });
  const [peer = '0'] = peers;
  return peers.length === 1 && peer !== '0' ? peer : null;
}

const inodeOf = (descriptor: string): string | null => {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(descriptor))?.[1] ?? null;
  } catch {
    return null;
  }
};

/** The inode number of this process's end of a connection. Node has the file descriptor only in an internal field. */
function ownInode(socket: Socket): string | null {
  const { fd } = (socket as unknown as { _handle?: { fd?: number } })._handle ?? {};
  return typeof fd === 'number' && fd >= 0 ? inodeOf(`/proc/self/fd/${fd}`) : null;
}

/** Whether the process `pid` belongs to this user and has the socket `inode` open. */
function holdsSocket(pid: number, inode: string): boolean {
  try {
    if (statSync(`/proc/${pid}`).uid !== process.geteuid?.()) return false;
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodeOf(`/proc/${pid}/fd/${fd}`) === inode);
  } catch {
    return false;
  }
}

/**
 * Makes one list of sockets for several connections that are opened at the same time. Each connection gets a list that
 * was made after the connection was opened.
 */
function shareRuns(list: ListSockets): ListSockets {
  let running: Promise<string | null> | null = null;
  let next: Promise<string | null> | null = null;
  const start = (): Promise<string | null> => {
    running = list().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    next ??= running.then(() => {
      next = null;
      return start();
    });
    return next;
  };
}

const orNullAfter = (promise: Promise<string | null>, ms: number): Promise<string | null> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    void promise.then((list) => {
      clearTimeout(timer);
      resolve(list);
    });
  });

/** Checks what clients say about themselves. */
export interface ClientVerifier {
  /** Starts the check of a new connection. The check then runs while the client sends its line. */
  expect(socket: Socket): void;
  /**
   * Describes the client of a connection. The client sends the id of its process. If this process really is at the
   * other end, the host reads the description from /proc. Otherwise the description contains only what the client says
   * about itself. Takes up to `VERIFY_MS`. Never rejects.
   */
  verify(socket: Socket, claim: LineClient | undefined): Promise<KnownClient>;
}

/**
 * Creates an object that checks clients.
 * @param isOwn recognises Keyferry's own program
 * @param list returns the list of sockets; null if the system cannot list sockets; only tests set it
 */
export function createClientVerifier(isOwn: IsOwnProgram, list: ListSockets | null = systemList()): ClientVerifier {
  const shared = list && shareRuns(list);
  const started = new WeakMap<Socket, Promise<string | null>>();
  return {
    expect(socket) {
      if (shared) started.set(socket, shared());
    },
    async verify(socket, { pid, ...claim } = {}) {
      const inode = shared && pid !== undefined ? ownInode(socket) : null;
      if (!shared || pid === undefined || inode === null) return { ...claim, isVerified: false };
      const sockets = await orNullAfter(started.get(socket) ?? shared(), VERIFY_MS);
      const peer = peerIn(sockets ?? '', inode);
      if (peer === null || !holdsSocket(pid, peer)) return { ...claim, isVerified: false };
      return { ...describeProcess(pid, isOwn), ...agentOfProcess(pid), isVerified: true };
    },
  };
}
