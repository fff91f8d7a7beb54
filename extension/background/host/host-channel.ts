import { KeyferryError } from '#core/errors.ts';
import type { Direction } from '#core/protocol/answer-request.ts';
import { type Channel, type ChannelKinds, createChannel } from '#core/protocol/channel.ts';

/** The browser's port to a native program. Only the members that Keyferry uses are declared. */
export interface NativePort {
  /** Sends one frame. @throws when the port is closed. */
  postMessage(message: unknown): void;
  /** Closes the port. The native program then ends. */
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: (port: { readonly error?: unknown }) => void): void };
}

export interface HostChannelDeps {
  readonly port: Pick<NativePort, 'postMessage' | 'onMessage'>;
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/**
 * Creates the extension's side of an open port. It ignores frames from the host that are neither requests nor replies.
 * It also ignores replies to requests that no longer wait for a reply.
 */
export function createHostChannel<Asked extends Direction, Served extends Direction>(
  { port, later }: HostChannelDeps,
  kinds: ChannelKinds<Asked, Served>,
): Channel<Asked, Served> {
  const channel = createChannel<Asked, Served>({
    ...kinds,
    later,
    post(frame) {
      try {
        port.postMessage(frame);
      } catch {
        // The browser has closed the port, but has not reported this yet.
        throw new KeyferryError('HOST_EXITED');
      }
    },
    timedOut: (seconds) => new KeyferryError('HOST_TIMEOUT', { seconds }),
    where: 'the extension',
    peer: 'the keyferry program',
    peerServes: true,
    refusesMalformed: false,
  });
  port.onMessage.addListener((frame) => void channel.receive(frame));
  return channel;
}
