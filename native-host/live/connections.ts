import type { Socket } from 'node:net';
import { KeyferryError } from '#core/errors.ts';
import { createLineReader, type LineReader, type LineState } from './line-reader.ts';
import { badLine, MAX_LINE_BYTES, refusalLine } from './socket-line.ts';

/*
 * The connections of clients. A client is a program that asks for keys over the socket. A client may send only one line
 * in each connection. There are limits for the time, the size of the line, and the number of connections.
 */

/** The largest number of open connections. */
export const MAX_CONNECTIONS = 256;
/** The time limit for a client to send its line, in ms. The client then has the same time limit to read the answer. */
export const IDLE_MS = 10_000;
/**
 * If there are too many connections, a new client only gets the answer that the host is busy. MAX_REFUSED is the
 * largest number of such connections at once. REFUSED_MS is the time limit for each such connection, in ms.
 */
const MAX_REFUSED = 768;
const REFUSED_MS = 1000;

/** The answer to one line of a client. */
export interface Answering {
  /** The whole answer, including its line break. The promise must not reject. */
  readonly answer: Promise<Buffer>;
  /** Call this if the client has disconnected before it got its answer. */
  leave(): void;
}

export interface ConnectionOptions {
  /** Called as soon as the line is complete. */
  readonly respond: (line: Buffer, socket: Socket) => Answering;
  /** Another value for `IDLE_MS`. Only tests set it. */
  readonly idleMs?: number;
  readonly maxConnections?: number;
}

/** All open connections of a host. */
export interface Connections {
  /** Starts to serve a new connection. */
  accept(socket: Socket): void;
  /** Closes all connections at once. */
  closeAll(): void;
}

const REFUSALS: Readonly<Record<Exclude<LineState, 'incomplete' | 'complete'>, string>> = {
  'too-long': `it is longer than ${MAX_LINE_BYTES / 1024} KiB`,
  'second-line': 'only one line is allowed in a connection',
};

/** Serves one connection: reads the client's line, sends the answer and closes the connection. */
function serve(socket: Socket, { respond, idleMs = IDLE_MS }: ConnectionOptions): void {
  const reader: LineReader = createLineReader(MAX_LINE_BYTES);
  let answering: Answering | null = null;
  let isAnswered = false;
  let timer = setTimeout(() => finish(refusalLine(badLine('no complete line came within 10 s'))), idleMs);

  function finish(answer: Buffer): void {
    if (isAnswered) return;
    isAnswered = true;
    clearTimeout(timer);
    // If the client does not read the answer in time, the host closes the connection. So the answer does not stay in
    // memory.
    timer = setTimeout(() => socket.destroy(), idleMs);
    socket.end(answer);
    socket.destroySoon();
  }

  function refuse(state: keyof typeof REFUSALS): void {
    answering?.leave();
    finish(refusalLine(badLine(REFUSALS[state])));
  }

  socket.on('data', (chunk: Buffer) => {
    if (isAnswered) return;
    const state = reader.take(chunk);
    if (state === 'incomplete') return;
    if (state !== 'complete') {
      refuse(state);
      return;
    }
    clearTimeout(timer);
    answering = respond(reader.line(), socket);
    void answering.answer.then(finish);
  });
  // If the client has disconnected, the socket may emit `error`. The error is ignored, because the event `close`
  // follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(timer);
    if (!isAnswered) answering?.leave();
    isAnswered = true;
  });
}

/**
 * Answers a client that the host is busy. The function first waits for the client's line. If the host closed the
 * connection while the client still writes, the client would not see the answer.
 */
function refuseBusy(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), REFUSED_MS);
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(timer));
  socket.once('data', () => {
    socket.end(refusalLine(new KeyferryError('LIVE_BUSY')));
    socket.destroySoon();
  });
}

/** Creates the object that serves all connections of one host. */
export function createConnections(options: ConnectionOptions): Connections {
  const { maxConnections = MAX_CONNECTIONS } = options;
  const open = new Set<Socket>();
  const refused = new Set<Socket>();
  return {
    accept(socket) {
      const isBusy = open.size >= maxConnections;
      const group = isBusy ? refused : open;
      if (isBusy && refused.size >= MAX_REFUSED) {
        socket.on('error', () => {}).destroy();
        return;
      }
      group.add(socket);
      socket.on('close', () => group.delete(socket));
      if (isBusy) refuseBusy(socket);
      else serve(socket, options);
    },
    closeAll() {
      for (const socket of [...open, ...refused]) socket.destroy();
    },
  };
}
