import { connect, type Socket } from 'node:net';
import { KeyferryError } from '#core/errors.ts';
import { createLineReader } from './line-reader.ts';
import { REFUSED, removeEnded } from './socket-files.ts';
import { MAX_ANSWER_BYTES } from './socket-line.ts';

/* The connection from a client to one host. A client is a program that asks for keys over the socket of the host. */

/**
 * If the host has too many connections, the client waits and then tries again. The waiting time is between these two
 * limits, in ms.
 */
const PAUSE_MS = { least: 20, most: 80 };

/** Contains the signal that ends the connections of a client. */
export interface Asking {
  /** This signal is aborted when the client has its answer or no longer waits. */
  readonly signal: AbortSignal;
}

/**
 * Connects to a named pipe. The client and the host prove to each other that they know the key of the pipe. Null if the
 * host does not know the key.
 */
async function openPipe(file: string, track: (socket: Socket) => Socket): Promise<Socket | null> {
  const { pipePath, proveAsClient, readPipeFile } = await import('./pipe-proof.ts');
  const pipe = readPipeFile(file);
  if (pipe === null) return null;
  const socket = track(connect({ path: pipePath(pipe) }));
  return (await proveAsClient(socket, pipe.key)) ? socket : null;
}

/**
 * Reads the answer of the host. Null if the answer is too long, or if the connection ends before the answer is
 * complete.
 */
function readAnswer(socket: Socket): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const reader = createLineReader(MAX_ANSWER_BYTES);
    socket.on('data', (chunk: Buffer) => {
      const state = reader.take(chunk);
      if (state !== 'incomplete') resolve(state === 'complete' ? reader.line() : null);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(null));
  });
}

/**
 * Opens one connection, sends the line and reads the answer. Closes the connection only after the answer. If the client
 * closed its side earlier, the host would think that the client no longer waits.
 */
async function exchange(path: string, line: Buffer, { signal }: Asking): Promise<Buffer | null> {
  const track = (socket: Socket): Socket => {
    // After an abort, `ask-hosts.ts` waits for the last results only until the next `setImmediate`. The event `close`
    // would come too late. The event `error` comes in time, so the socket is destroyed with an error.
    const end = () => socket.destroy(new Error('aborted'));
    signal.addEventListener('abort', end);
    return socket.on('error', () => {}).on('close', () => signal.removeEventListener('abort', end));
  };
  const socket = path.endsWith('.pipe') ? await openPipe(path, track) : track(connect({ path }));
  if (socket === null) return null;
  const answer = readAnswer(socket);
  socket.write(line);
  try {
    return await answer;
  } finally {
    socket.destroy();
  }
}

/** Waits a short time before the next try. Returns at once if the client no longer waits. */
const pause = ({ signal }: Asking): Promise<void> =>
  new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      // Without this line, the number of listeners would grow, and Node would print a warning on stderr.
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    signal.addEventListener('abort', end);
  });

/**
 * The error codes that a client gets if the host has too many clients. EAGAIN: too many clients want to connect. EPIPE
 * and ECONNRESET: the host closed the connection before it read the line.
 */
const NO_ROOM = ['EAGAIN', 'EPIPE', 'ECONNRESET'];

/** Whether the host had too many clients. If so, the client can ask again. */
const isBusy = (error: unknown): boolean =>
  error instanceof KeyferryError
    ? error.code === 'LIVE_BUSY'
    : NO_ROOM.includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Asks one host. While the host has too many clients, repeats the request.
 * @param path the path of the socket; on Windows, the path of the file with the key of the pipe
 * @param read reads the answer. Returns null if the answer cannot be read, and throws an error if the host refuses.
 * @returns the answer, or null if the host gives no answer
 * @throws KeyferryError the refusal of the host; LIVE_BUSY if `signal` is aborted while the host has too many clients
 */
export async function askHost<T>(
  path: string,
  line: Buffer,
  read: (answer: Buffer) => T | null,
  asking: Asking,
): Promise<T | null> {
  for (let wasBusy = false; ; wasBusy = true) {
    try {
      const answer = await exchange(path, line, asking);
      return answer && read(answer);
    } catch (error) {
      if (wasBusy && asking.signal.aborted) throw new KeyferryError('LIVE_BUSY');
      if (!isBusy(error)) {
        if (error instanceof KeyferryError) throw error;
        if ((error as NodeJS.ErrnoException).code === REFUSED) removeEnded(path);
        return null;
      }
      await pause(asking);
      if (asking.signal.aborted) throw new KeyferryError('LIVE_BUSY');
    }
  }
}
