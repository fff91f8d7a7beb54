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
  /** Number of bytes in frames that the browser has not read yet. */
  readonly unread: () => number;
  /** The location of live.json. */
  readonly location: ProgramLocation;
  /** Returns the path of the config file. @throws KeyferryError PATH_INVALID */
  readonly configPath: () => Promise<string>;
  readonly sockets?: SocketLocation;
}

/** The socket of a host, with its connections and checks. */
export interface LiveService {
  /**
   * Opens the socket for this installation of the extension. If the socket is already open, checks whether its file
   * still exists. If someone has removed the file, opens the socket again.
   * @throws KeyferryError LIVE_SOCKET
   */
  serve(installation: string): Promise<void>;
  /**
   * Closes the socket and its connections at once, and removes the socket's file. `serve` can open the socket again.
   */
  close(): void;
}

/** Creates the service. The service opens the socket only when `serve` is called. */
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
   * @param before the value of `closings` when the extension sent its request. If the service was closed after this
   * request, the function does not open the socket.
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
