import type { Splice } from '#core/ini-document.ts';

/** The bytes of `text`, which are `bytes`, with the change made: what lies round it is not copied. */
export function splicedBytes(bytes: Buffer, text: string, { from, to, text: changed }: Splice): Buffer[] {
  const isAscii = bytes.length === text.length;
  const offset = (at: number) => (isAscii ? at : Buffer.byteLength(text.slice(0, at)));
  return [bytes.subarray(0, offset(from)), Buffer.from(changed), bytes.subarray(offset(to))];
}

export function isEqual(parts: readonly Buffer[], bytes: Buffer): boolean {
  let at = 0;
  for (const part of parts) {
    if (!part.equals(bytes.subarray(at, at + part.length))) return false;
    at += part.length;
  }
  return at === bytes.length;
}
