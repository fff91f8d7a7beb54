import { isUtf8 } from 'node:buffer';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame, idOf, MAX_REPLY_BYTES, MAX_REQUEST_BYTES } from '#core/protocol/frame.ts';

const HEADER_BYTES = 4;
// Whether this computer stores the lowest byte of a number first. Loading node:os for this would delay each first reply
// by 0.3 ms.
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const badFrame = (why: string) => new KeyferryError('BAD_FRAME', { why });

/**
 * Splits a stream of bytes into the bodies of frames. The stream may come in chunks of any size. After a frame that was
 * refused, the decoder cannot continue: if a length was wrong, the start of the next frame is unknown.
 */
export class FrameDecoder {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #body: Buffer | null = null;
  #filled = 0;

  /** Whether the decoder has received only a part of a frame. */
  get inFrame(): boolean {
    return this.#body !== null || this.#filled > 0;
  }

  /**
   * Takes the next bytes, and yields each body that is now complete.
   * @throws KeyferryError BAD_FRAME for a length of 0, TOO_LARGE for a length above MAX_REQUEST_BYTES
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

/** The index of the quote at the end of a string. @param at index of the first byte after the opening quote */
function endOfString(json: Uint8Array, at: number): number {
  let end = at;
  while (end < json.length && json[end] !== QUOTE) end += json[end] === BACKSLASH ? 2 : 1;
  return end;
}

/**
 * The number of keys in a JSON text. It equals the number of colons outside strings. The function reads bytes, because
 * this is three times as fast as reading text.
 */
function countWrittenKeys(json: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === COLON) count++;
    else if (json[at] === QUOTE) at = endOfString(json, at + 1);
  }
  return count;
}

/** The number of keys in a value and in all values inside it. Not recursive, because a frame may be nested deeply. */
function countKeys(value: unknown): number {
  let count = 0;
  const waiting = [value];
  const add = (each: unknown) => {
    if (typeof each === 'object' && each !== null) waiting.push(each);
  };
  while (waiting.length > 0) {
    const next = waiting.pop() as Record<string, unknown>;
    if (Array.isArray(next)) for (const each of next) add(each);
    else
      for (const key in next) {
        count++;
        add(next[key]);
      }
  }
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error of JSON.parse is not passed on, because its message contains a part of the text, which may be a secret.
    throw badFrame('it is not JSON');
  }
}

/**
 * Reads the body of a frame: one JSON object in UTF-8. The function refuses an object in which a key appears twice,
 * because some JSON parsers use the first value and others the last.
 * @throws KeyferryError BAD_FRAME, which never contains a part of the body
 */
export function decodeBody(body: Buffer): object {
  if (!isUtf8(body)) throw badFrame('it is not UTF-8');
  const text = body.toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) throw badFrame('it begins with a byte order mark');
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badFrame('it is not a JSON object');
  if (countKeys(value) !== countWrittenKeys(body)) throw badFrame('it contains a key twice');
  return value;
}

/**
 * Turns a frame into bytes for the browser. A browser closes the port if a body is larger than 1 MiB. If a reply is
 * larger than MAX_REPLY_BYTES, the result is the error INTERNAL with the same id.
 * @throws KeyferryError TOO_LARGE for a request above MAX_REPLY_BYTES. The function cannot send this error to the
 * extension, because the extension would read it as the reply to one of its own requests.
 */
export function encodeFrame(frame: object): Buffer {
  const body = Buffer.from(JSON.stringify(frame), 'utf8');
  if (body.length > MAX_REPLY_BYTES) {
    if (!Object.hasOwn(frame, 'ok')) throw new KeyferryError('TOO_LARGE', { limit: `${MAX_REPLY_BYTES / 1024} KiB` });
    return encodeFrame(errorFrame(idOf(frame) ?? 0, null, 'a reply that is too large'));
  }
  const header = Buffer.alloc(HEADER_BYTES);
  if (littleEndian) header.writeUInt32LE(body.length);
  else header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}
