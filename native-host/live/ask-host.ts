import { connect, type Socket } from 'node:net';
import { KeyferryError } from '#core/errors.ts';
import { createLineReader } from './line-reader.ts';
import { REFUSED, removeEnded } from './socket-files.ts';
import { MAX_ANSWER_BYTES } from './socket-line.ts';

/* A client's connection to one host. */

/** Ms before another try if the host has no room for a connection. */
const PAUSE_MS = { least: 20, most: 80 };

/** Receives everything that the client must close when it no longer waits. */
export interface Asking {
  /** Aborted when the client has its answer or gives up. */
  readonly signal: AbortSignal;
}

/** Connects to a named pipe and proves that both ends know its key. Null if the other end does not know it. */
async function openPipe(file: string, track: (socket: Socket) => Socket): Promise<Socket | null> {
  const { pipePath, proveAsClient, readPipeFile } = await import('./pipe-proof.ts');
  const pipe = readPipeFile(file);
  if (pipe === null) return null;
  const socket = track(connect({ path: pipePath(pipe) }));
  return (await proveAsClient(socket, pipe.key)) ? socket : null;
}

/** Reads the answer. Null if the connection ends before the answer is complete, or if it is too long. */
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
 * One connection: sends the line and reads the answer. It does not close its sending half before the answer has come,
 * because the host would take that for a client that has gone.
 */
async function exchange(path: string, line: Buffer, { signal }: Asking): Promise<Buffer | null> {
  const track = (socket: Socket): Socket => {
    const end = () => socket.destroy();
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

/** Ends early when the client no longer waits. */
const pause = ({ signal }: Asking): Promise<void> =>
  new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      // Node prints a warning on stderr if many listeners stay.
      signal.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    signal.addEventListener('abort', end);
  });

/** EAGAIN: too many clients want to connect. The other two: the host closed the connection before it read the line. */
const NO_ROOM = ['EAGAIN', 'EPIPE', 'ECONNRESET'];

/** Whether the host had no room. Then it makes sense to ask it again. */
const isBusy = (error: unknown): boolean =>
  error instanceof KeyferryError
    ? error.code === 'LIVE_BUSY'
    : NO_ROOM.includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Asks one host, again and again while it is busy.
 * @param path of the socket or, on Windows, of the file with the key of the pipe
 * @param read reads the answer; null for an answer that cannot be read. Throws the host's refusal
 * @returns the answer; null if the host gives none
 * @throws KeyferryError the host's refusal; LIVE_BUSY only after `signal` was aborted
 */
export async function askHost<T>(
  path: string,
  line: Buffer,
  read: (answer: Buffer) => T | null,
  asking: Asking,
): Promise<T | null> {
  for (;;) {
    try {
      const answer = await exchange(path, line, asking);
      return answer && read(answer);
    } catch (error) {
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
