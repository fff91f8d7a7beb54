import { KeyferryError } from '#core/errors.ts';
import type { Direction } from '#core/protocol/answer-request.ts';
import { type Channel, type ChannelKinds, createChannel } from '#core/protocol/channel.ts';
import { encodeFrame } from './framing.ts';

/** Sends complete frames to the browser, in order. `write` never throws. */
export interface FrameOutput {
  /** Sends one complete frame. */
  write(frame: Uint8Array): void;
}

function later(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

/**
 * The side of the native port that belongs to the host. If a frame is neither a request nor a reply, the host answers
 * with BAD_FRAME. The host may send requests only after a call of `allowRequests`, because an older extension would not
 * answer them.
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
