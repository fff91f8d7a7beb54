import type { Socket } from 'node:net';
import type { Channel } from '#core/protocol/channel.ts';
import type { ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';
import { createAnswers } from './answer-line.ts';
import { createConnections } from './connections.ts';
import { type Listener, openListener } from './listener.ts';
import { ownProgram } from './own-program.ts';
import { createOwnership } from './ownership.ts';
import { createRelay } from './relay.ts';
import { type SocketLocation, socketLocation } from './socket-folder.ts';
import { createUseNotes } from './use-notes.ts';
import { createClientVerifier } from './verify-client.ts';

export interface LiveServiceOptions {
  readonly extension: Pick<Channel<ToExtension, ToHost>, 'request'>;
  /** Bytes of frames that the browser has not read. */
  readonly unread: () => number;
  /** Location of live.json. */
  readonly location: ProgramLocation;
  /** The path of the config file. @throws KeyferryError PATH_INVALID */
  readonly configPath: () => Promise<string>;
  readonly sockets?: SocketLocation;
}

/** The socket of a host and everything behind it. */
export interface LiveService {
  /**
   * Opens the socket for this installation of the extension. If it is open, checks that its file still exists, and
   * opens it again if not: a cleaner may have removed it.
   * @throws KeyferryError LIVE_SOCKET
   */
  serve(installation: string): Promise<void>;
  /** Closes the socket and its connections, and removes its file, at once. `serve` opens it again. */
  close(): void;
}

/** Creates the service. It opens nothing before `serve`. */
export function createLiveService(options: LiveServiceOptions): LiveService {
  const { location, sockets = socketLocation() } = options;
  let installation = '';
  let listener: Listener | null = null;
  let turn: Promise<void> = Promise.resolve();
  let closings = 0;
  const notes = createUseNotes(location);
  const verifier = createClientVerifier(ownProgram(location));
  const respond = createAnswers({
    relay: createRelay(options),
    ownership: createOwnership(location, options.configPath),
    verifier,
    notes,
    installation: () => installation,
    now: Date.now,
  });
  const connections = createConnections({ respond });
  const accept = (socket: Socket) => {
    verifier.expect(socket);
    connections.accept(socket);
  };

  /**
   * Opens the socket.
   * @param before how often the service had been closed when the extension asked. If it was closed again since then,
   * nothing is opened
   */
  async function open(before: number): Promise<void> {
    if (before !== closings || listener?.isIntact()) return;
    listener?.close();
    listener = null;
    const opened = await openListener(sockets, accept);
    if (before === closings) listener = opened;
    else opened.close();
  }

  return {
    serve(given) {
      installation = given;
      const before = closings;
      turn = turn.catch(() => {}).then(() => open(before));
      return turn;
    },
    close() {
      closings += 1;
      listener?.close();
      listener = null;
      connections.closeAll();
      notes.flush();
    },
  };
}
