import { endianness } from 'node:os';
import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { PROTOCOL_VERSION } from '#core/protocol/frame.ts';

/** The extension's first request is always `hello`, and its ids start at 1. */
const HELLO_ID = 1;

/** What the wrapper prints on stderr when it finds no Node. */
export const NO_NODE = new KeyferryError('HOST_NO_NODE').message;

/**
 * The reply of a wrapper that finds no Node: the frame that answers `hello` with HOST_NO_NODE. Only the 4 bytes of its
 * length are not ASCII.
 */
export function noNodeFrame(): Buffer {
  const reply = {
    v: PROTOCOL_VERSION,
    id: HELLO_ID,
    ...toErrorReply(new KeyferryError('HOST_NO_NODE'), 'the wrapper'),
  };
  const body = Buffer.from(JSON.stringify(reply));
  const length = Buffer.alloc(4);
  if (endianness() === 'BE') length.writeUInt32BE(body.length);
  else length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}
