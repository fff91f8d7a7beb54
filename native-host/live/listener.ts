import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { writeOwnFile } from '../data-folder/own-files.ts';
import { newPipe, pipePath, proveAsHost } from './pipe-proof.ts';
import { linkCurrent, removeEndedSockets, socketFile, unlinkCurrent } from './socket-files.ts';
import { folderProblem, openSocketFolder, type SocketLocation, socketFolders } from './socket-folder.ts';

/* Opens the socket of a host. It is a Unix socket, or a named pipe on Windows. Keyferry never opens a network port. */

/** The umask while the socket is created. With this umask, the socket gets the mode 0600. */
const UMASK = 0o177;
/** On Windows, how long a client may take to prove that it knows the key, in ms. */
const PROOF_MS = 10_000;

/** An open socket. */
export interface Listener {
  /**
   * Whether the socket's file is still the file that this process created, and whether the folder of the file is still
   * safe.
   */
  isIntact(): boolean;
  /** Closes the server and removes the socket's file at once. */
  close(): void;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
    const before = process.umask(UMASK);
    try {
      // `listen` creates the socket's file before it returns. So the umask of this process is still `UMASK`, and the
      // file gets the right mode.
      server.listen({ path });
    } finally {
      process.umask(before);
    }
  });
}

/**
 * The device number, inode number and mode of the file. If someone replaces the file or changes its mode, the result
 * changes.
 */
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
 * Opens a Unix socket at a path. The folder must have been checked before. If there is a file at this path, the
 * function removes it. If there is a link, the function removes the link itself and not its target.
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
  // The server may fail to accept a client, for example if too many files are open. The error is ignored, because the
  // client tries again.
  server.on('error', () => {});
  return {
    close() {
      // `close` of the server also removes the socket's file.
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
 * @param accept called for each new connection; on Windows, only after the client has proved that it knows the key
 * @throws KeyferryError LIVE_SOCKET
 */
export function openListener(location: SocketLocation, accept: (socket: Socket) => void): Promise<Listener> {
  return location.platform === 'win32' ? openPipe(location, accept) : openUnixSocket(location, accept);
}
