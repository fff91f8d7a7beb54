import type { Socket } from 'node:net';
import { KeyferryError } from '#core/errors.ts';
import { createLineReader, type LineReader, type LineState } from './line-reader.ts';
import { badLine, MAX_LINE_BYTES, refusalLine } from './socket-line.ts';

/* The connections of clients: one line each, and limits on time, bytes and number. */

/** The most connections at the same time. */
export const MAX_CONNECTIONS = 256;
/** How long a client may take for its line, and for reading the answer, in ms. */
export const IDLE_MS = 10_000;
/** Further clients are only told that the host is busy: at most this many at once, each within this time in ms. */
const MAX_REFUSED = 768;
const REFUSED_MS = 1000;

/** The answer to one line of a client. */
export interface Answering {
  /** The whole answer with its line break. Must not reject. */
  readonly answer: Promise<Buffer>;
  /** The client has gone before it got its answer. */
  leave(): void;
}

export interface ConnectionOptions {
  /** Called with the line as soon as it is complete. */
  readonly respond: (line: Buffer, socket: Socket) => Answering;
  /** How long a client may take, in ms. Only tests set it. */
  readonly idleMs?: number;
  readonly maxConnections?: number;
}

/** All open connections of a host. */
export interface Connections {
  /** Takes a new connection. */
  accept(socket: Socket): void;
  /** Ends all connections at once. */
  closeAll(): void;
}

const REFUSALS: Readonly<Record<Exclude<LineState, 'incomplete' | 'complete'>, string>> = {
  'too-long': `it is longer than ${MAX_LINE_BYTES / 1024} KiB`,
  'second-line': 'a connection takes only one line',
};

/** Serves one connection: reads its line, sends the answer and closes it. */
function serve(socket: Socket, { respond, idleMs = IDLE_MS }: ConnectionOptions): void {
  const reader: LineReader = createLineReader(MAX_LINE_BYTES);
  let answering: Answering | null = null;
  let isAnswered = false;
  let timer = setTimeout(() => finish(refusalLine(badLine('no whole line came within 10 s'))), idleMs);

  function finish(answer: Buffer): void {
    if (isAnswered) return;
    isAnswered = true;
    clearTimeout(timer);
    // A client that does not read must not keep the answer in memory.
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
  // A client that has gone can cause an error here. `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(timer);
    if (!isAnswered) answering?.leave();
    isAnswered = true;
  });
}

/**
 * Tells a client that the host is busy. Waits for its line first: a client that still writes when the connection closes
 * does not see the answer.
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

/** Creates the set of connections of one host. */
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
