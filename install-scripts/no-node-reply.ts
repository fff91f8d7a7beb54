import { endianness } from 'node:os';
import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { PROTOCOL_VERSION } from '#core/protocol/frame.ts';

/** The id of the extension's first request, which is always `hello`. */
const HELLO_ID = 1;

/** The text that a wrapper prints on stderr if it finds no Node. */
export const NO_NODE = new KeyferryError('HOST_NO_NODE').message;

/**
 * The frame that a wrapper sends if it finds no Node. The frame answers `hello` with the error HOST_NO_NODE. Its first
 * 4 bytes contain the length, and all other bytes are ASCII.
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
