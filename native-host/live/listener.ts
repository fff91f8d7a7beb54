import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { writeOwnFile } from '../data-folder/own-files.ts';
import { newPipe, pipePath, proveAsHost } from './pipe-proof.ts';
import { linkCurrent, removeEndedSockets, socketFile, unlinkCurrent } from './socket-files.ts';
import { folderProblem, openSocketFolder, type SocketLocation, socketFolders } from './socket-folder.ts';

/* Opens the socket of a host: a Unix socket, or a named pipe on Windows. Never a port of the network. */

/** The umask under which the socket is created: its mode becomes 0600. */
const UMASK = 0o177;
/** How long a client on Windows may take for its proof, in ms. */
const PROOF_MS = 10_000;

/** An open socket. */
export interface Listener {
  /** Whether the socket's file is still the one that was created, in a folder that is still safe. */
  isIntact(): boolean;
  /** Closes the server and removes the file, at once. */
  close(): void;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
    const before = process.umask(UMASK);
    try {
      // `listen` creates the socket's file before it returns, so the file is created under this umask.
      server.listen({ path });
    } finally {
      process.umask(before);
    }
  });
}

/** The number and mode of the file, which change if someone replaces it or opens it to others. */
function identity(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats ? [stats.dev, stats.ino, stats.mode].join() : null;
}

function asSocketError(folder: string, error: unknown): KeyferryError {
  if (error instanceof KeyferryError) return error;
  const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
  return new KeyferryError('LIVE_SOCKET', {
    folder,
    why: `no socket can be created in it (${code})`,
    remedy: 'Remove it, and start the browser again',
  });
}

/**
 * Opens a Unix socket at a path, which must be in a checked folder. Replaces a file at this path; a link is removed, not
 * followed.
 * @throws KeyferryError LIVE_SOCKET
 */
export async function openSocketAt(path: string, accept: (socket: Socket) => void): Promise<Pick<Listener, 'close'>> {
  const server = createServer(accept);
  try {
    rmSync(path, { force: true });
    await listen(server, path);
  } catch (error) {
    server.close();
    throw asSocketError(dirname(path), error);
  }
  // Clients that cannot be accepted, for example because of too few file handles, try again.
  server.on('error', () => {});
  return {
    close() {
      // `close` also removes the file of the socket.
      server.close();
      rmSync(path, { force: true });
    },
  };
}

async function openUnixSocket(location: SocketLocation, accept: (socket: Socket) => void): Promise<Listener> {
  const folder = openSocketFolder(location);
  const name = socketFile(process.pid, location.platform);
  const path = join(folder, name);
  let socket: Pick<Listener, 'close'> | null = null;
  try {
    await removeEndedSockets(folder, location);
    socket = await openSocketAt(path, accept);
    linkCurrent(folder, name);
  } catch (error) {
    socket?.close();
    throw asSocketError(folder, error);
  }
  const opened = socket;
  const created = identity(path);
  return {
    isIntact: () => identity(path) === created && folderProblem(folder, location) === null,
    close() {
      opened.close();
      unlinkCurrent(folder, name, location);
    },
  };
}

async function openPipe(location: SocketLocation, accept: (socket: Socket) => void): Promise<Listener> {
  const [folder = ''] = socketFolders(location);
  const file = join(folder, socketFile(process.pid, location.platform));
  const pipe = newPipe();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const timer = setTimeout(() => socket.destroy(), PROOF_MS);
    void proveAsHost(socket, pipe.key).then((isProven) => {
      clearTimeout(timer);
      if (isProven) accept(socket);
      else socket.destroy();
    });
  });
  try {
    mkdirSync(folder, { recursive: true });
    await removeEndedSockets(folder, location);
    await listen(server, pipePath(pipe));
    writeOwnFile(file, `${JSON.stringify(pipe)}\n`, 0o600, false);
  } catch (error) {
    server.close();
    throw asSocketError(folder, error);
  }
  server.on('error', () => {});
  return {
    isIntact: () => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true,
    close() {
      server.close();
      rmSync(file, { force: true });
    },
  };
}

/**
 * Opens the socket.
 * @param accept takes each connection, on Windows after the client has proved that it knows the key
 * @throws KeyferryError LIVE_SOCKET
 */
export function openListener(location: SocketLocation, accept: (socket: Socket) => void): Promise<Listener> {
  return location.platform === 'win32' ? openPipe(location, accept) : openUnixSocket(location, accept);
}
