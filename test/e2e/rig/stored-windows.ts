import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first 8 bytes of the file are the name of the format. The next 4 bytes are the size of the unpacked text. */
const HEAD_BYTES = 12;
/** If a length has this value, the next byte is added to the length. */
const CONTINUED = 15;
/** If the added byte has this value, one more byte is added to the length. */
const FULL_BYTE = 255;
/** The number of bytes in the shortest match. In LZ4, a match is text that is copied from earlier text. */
const LEAST_MATCH = 4;

/** Unpacks one block of the format LZ4. */
function unpack(packed: Buffer, size: number): Buffer {
  const text = Buffer.alloc(size);
  let at = 0;
  let end = 0;
  const lengthOf = (start: number): number => {
    let length = start;
    for (let more = start === CONTINUED; more; at += 1) {
      length += packed.readUInt8(at);
      more = packed.readUInt8(at) === FULL_BYTE;
    }
    return length;
  };
  while (at < packed.length) {
    const token = packed.readUInt8(at);
    at += 1;
    const literals = lengthOf(token >> 4);
    end += packed.copy(text, end, at, at + literals);
    at += literals;
    // A block ends with plain text. After this text, there is no copy of earlier text.
    if (at >= packed.length) break;
    const from = end - packed.readUInt16LE(at);
    at += 2;
    const match = lengthOf(token & CONTINUED) + LEAST_MATCH;
    // The bytes are copied one by one, because the copy may begin before the earlier text ends.
    for (let nth = 0; nth < match; nth += 1) text.writeUInt8(text.readUInt8(from + nth), end + nth);
    end += match;
  }
  return text;
}

/** The list of windows that Firefox opens again after a crash, as JSON. @throws if Firefox has not stored it yet */
export function storedWindows(profileDirectory: string): string {
  const file = readFileSync(join(profileDirectory, 'sessionstore-backups', 'recovery.jsonlz4'));
  return unpack(file.subarray(HEAD_BYTES), file.readUInt32LE(HEAD_BYTES - 4)).toString();
}
