import { KeyferryError } from '#core/errors.ts';
import type { Direction } from '#core/protocol/answer-request.ts';
import { type Channel, type ChannelKinds, createChannel } from '#core/protocol/channel.ts';
import { encodeFrame } from './framing.ts';

/** Receives whole frames, in order. `write` handles its own failures. */
export interface FrameOutput {
  /** Takes one whole frame. */
  write(frame: Uint8Array): void;
}

function later(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/**
 * The host's end of the port. A frame that is neither a request nor a reply is answered with BAD_FRAME. The host may
 * send requests only after `allowRequests`, because an older extension would not answer.
 */
export function createExtensionChannel<Asked extends Direction, Served extends Direction>(
  output: FrameOutput,
  kinds: ChannelKinds<Asked, Served>,
): Channel<Asked, Served> {
  return createChannel<Asked, Served>({
    ...kinds,
    later,
    post: (frame) => output.write(encodeFrame(frame)),
    timedOut: () => new KeyferryError('WORKER_STOPPED'),
    where: 'the keyferry program',
    peer: 'the extension',
    peerServes: false,
    refusesMalformed: true,
  });
}
