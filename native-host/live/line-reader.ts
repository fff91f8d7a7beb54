const LINE_FEED = 10;

/** What a chunk of bytes did to the line. */
export type LineState = 'incomplete' | 'complete' | 'too-long' | 'second-line';

/** Collects the bytes of a single line. */
export interface LineReader {
  /** Takes the next bytes. `second-line`: bytes came after the line break. */
  take(chunk: Uint8Array): LineState;
  /** The line without its line break. Call it after `complete`. */
  line(): Buffer;
}

/** Creates a reader for one line. @param maxBytes of the line without its line break */
export function createLineReader(maxBytes: number): LineReader {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isComplete = false;
  return {
    take(chunk) {
      if (isComplete) return 'second-line';
      const end = chunk.indexOf(LINE_FEED);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      length += part.length;
      if (length > maxBytes) return 'too-long';
      chunks.push(part);
      if (end < 0) return 'incomplete';
      isComplete = true;
      return end === chunk.length - 1 ? 'complete' : 'second-line';
    },
    line: () => Buffer.concat(chunks),
  };
}
