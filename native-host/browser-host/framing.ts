import { isUtf8 } from 'node:buffer';
import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { MAX_REPLY_BYTES, MAX_REQUEST_BYTES, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';

const HEADER_BYTES = 4;
// Asked of the machine itself: loading node:os takes a third of a millisecond of every first reply.
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const badFrame = (why: string) => new KeyferryError('BAD_FRAME', { why });

/**
 * Cuts a stream of bytes into frame bodies, whatever chunks it comes in. A refusal is final: behind a wrong length
 * nobody knows where the next frame begins.
 */
export class FrameDecoder {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #body: Buffer | null = null;
  #filled = 0;

  /** Whether a frame has begun and not ended. */
  get inFrame(): boolean {
    return this.#body !== null || this.#filled > 0;
  }

  /**
   * The bodies that `chunk` completes, one by one.
   * @throws KeyferryError BAD_FRAME for a length of 0, TOO_LARGE for one above MAX_REQUEST_BYTES.
   */
  *push(chunk: Uint8Array): Generator<Buffer> {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#fill(rest);
      const body = this.#completed();
      if (body) yield body;
    }
  }

  #fill(chunk: Uint8Array): Uint8Array {
    const part = this.#body ?? this.#header;
    const taken = chunk.subarray(0, part.length - this.#filled);
    part.set(taken, this.#filled);
    this.#filled += taken.length;
    return chunk.subarray(taken.length);
  }

  #completed(): Buffer | null {
    const body = this.#body;
    if (this.#filled < (body ?? this.#header).length) return null;
    this.#filled = 0;
    this.#body = body ? null : Buffer.allocUnsafe(readLength(this.#header));
    return body;
  }
}

function readLength(header: Buffer): number {
  const length = littleEndian ? header.readUInt32LE() : header.readUInt32BE();
  if (length === 0) throw badFrame('its length is 0');
  if (length > MAX_REQUEST_BYTES) throw new KeyferryError('TOO_LARGE', { limit: `${MAX_REQUEST_BYTES / 2 ** 20} MiB` });
  return length;
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/** Where the string ends that begins before `at`. */
function endOfString(json: Uint8Array, at: number): number {
  let end = at;
  while (end < json.length && json[end] !== QUOTE) end += json[end] === BACKSLASH ? 2 : 1;
  return end;
}

/** Keys written in a JSON text: the colons outside its strings. By its bytes, which is three times as fast. */
function countWrittenKeys(json: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === COLON) count++;
    else if (json[at] === QUOTE) at = endOfString(json, at + 1);
  }
  return count;
}

function countKeys(value: unknown): number {
  let count = 0;
  const waiting = [value];
  const look = (each: unknown) => {
    if (typeof each === 'object' && each !== null) waiting.push(each);
  };
  while (waiting.length > 0) {
    const next = waiting.pop() as Record<string, unknown>;
    if (Array.isArray(next)) for (const each of next) look(each);
    else
      for (const key in next) {
        count++;
        look(next[key]);
      }
  }
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    throw badFrame('it is not JSON');
  }
}

/**
 * Reads a frame's body.
 * @throws KeyferryError BAD_FRAME, never with a word of the body, for anything but one UTF-8 JSON object without a
 * key that stands twice (readers differ on which of the two counts).
 */
export function decodeBody(body: Buffer): object {
  if (!isUtf8(body)) throw badFrame('it is not UTF-8');
  const text = body.toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) throw badFrame('it begins with a byte order mark');
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badFrame('it is not a JSON object');
  if (countKeys(value) !== countWrittenKeys(body)) throw badFrame('it holds a key twice');
  return value;
}

/** A reply as bytes for the browser, which closes the port on anything above 1 MiB: ours stay below MAX_REPLY_BYTES. */
export function encodeFrame(reply: { readonly id: number }): Buffer {
  const body = Buffer.from(JSON.stringify(reply), 'utf8');
  if (body.length > MAX_REPLY_BYTES) {
    const instead = toErrorReply(null, 'a reply that is too large');
    return encodeFrame({ v: PROTOCOL_VERSION, id: reply.id, ...instead } as { id: number });
  }
  const header = Buffer.alloc(HEADER_BYTES);
  if (littleEndian) header.writeUInt32LE(body.length);
  else header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}
