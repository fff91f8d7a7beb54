import { endianness } from 'node:os';
import { chromiumIds } from '#core/identity.ts';

export const CHROMIUM_CALLER = `chrome-extension://${chromiumIds[0]}/`;

/**
 * The bytes of a frame with this body. If `length` is given, the frame contains this length instead of the right one.
 */
export function frame(body: Buffer | string | object, length?: number): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const header = Buffer.alloc(4);
  header[endianness() === 'LE' ? 'writeUInt32LE' : 'writeUInt32BE'](length ?? bytes.length);
  return Buffer.concat([header, bytes]);
}

/** Reads all complete frames at the start of the bytes. @returns the frames, and the bytes after them */
export function takeFrames(bytes: Buffer): { frames: Reply[]; rest: Buffer } {
  const frames: Reply[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = endianness() === 'LE' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) break;
    frames.push(JSON.parse(bytes.subarray(at + 4, at + 4 + length).toString()));
    at += 4 + length;
  }
  return { frames, rest: bytes.subarray(at) };
}

/** Splits bytes into frames. @throws if some bytes do not belong to a frame */
export function readFrames(bytes: Buffer): Reply[] {
  const { frames, rest } = takeFrames(bytes);
  if (rest.length > 0) throw new Error(`not a whole frame: ${rest.subarray(0, 80)}`);
  return frames;
}

export interface Reply {
  readonly v: number;
  readonly id: number;
  readonly ok: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly written?: string[];
  readonly warnings?: string[];
  readonly version?: string;
}
