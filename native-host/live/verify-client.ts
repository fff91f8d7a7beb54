import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { KnownClient } from '#core/protocol/live.ts';
import type { IsOwnProgram } from './own-program.ts';
import { agentOfProcess, describeProcess } from './process-tree.ts';
import type { LineClient } from './socket-line.ts';

/*
 * Finds out on Linux whether the process that a client names is really the one at the other end of its connection. Node
 * cannot ask the system for that process. `ss` lists which sockets are connected with each other. For display only.
 */

const SS = ['/usr/bin/ss', '/usr/sbin/ss', '/bin/ss', '/sbin/ss'];
/** How long an answer may wait for `ss`, in ms. `ss` usually takes less than 10 ms. */
export const VERIFY_MS = 150;
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** The list of all Unix sockets as `ss -xH` prints it, or null. */
export type ListSockets = () => Promise<string | null>;

/** Runs `ss` of the system with a clean environment. Null on a system without it. */
function systemList(): ListSockets | null {
  const program = process.platform === 'linux' ? SS.find((path) => existsSync(path)) : undefined;
  if (program === undefined) return null;
  const options = { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, timeout: 1000, maxBuffer: MAX_LIST_BYTES };
  return () =>
    new Promise((done) => {
      execFile(program, ['-xH'], options, (error, stdout) => done(error ? null : stdout));
    });
}

/**
 * The number of the socket that is connected with socket `inode`, from the list. Null if it is not there, or if two
 * lines name it: `ss` prints the paths of sockets as they are, so a path with line breaks can look like a line.
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

/** The number of this process's end of a connection. Node shows the descriptor only in an internal field. */
function ownInode(socket: Socket): string | null {
  const { fd } = (socket as unknown as { _handle?: { fd?: number } })._handle ?? {};
  return typeof fd === 'number' && fd >= 0 ? inodeOf(`/proc/self/fd/${fd}`) : null;
}

/** Whether this user's process `pid` has the socket `inode` open. */
function holdsSocket(pid: number, inode: string): boolean {
  try {
    if (statSync(`/proc/${pid}`).uid !== process.geteuid?.()) return false;
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodeOf(`/proc/${pid}/fd/${fd}`) === inode);
  } catch {
    return false;
  }
}

/** Runs `list` for several connections together. Each gets a list that was made after the connection was opened. */
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
  /** Starts the check of a new connection, so that it runs while the client still writes its line. */
  expect(socket: Socket): void;
  /**
   * Describes the client of a connection. If the named process is at the other end, the host describes it by its own
   * view of /proc. Otherwise the description is only what the client says about itself. Takes at most
   * `VERIFY_MS`. Never rejects.
   */
  verify(socket: Socket, claim: LineClient | undefined): Promise<KnownClient>;
}

/**
 * Creates the check of clients.
 * @param isOwn recognises Keyferry's own program
 * @param list replaces the system's `ss` in tests; null where there is no such program
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
