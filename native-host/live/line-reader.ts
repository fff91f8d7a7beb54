const LINE_FEED = 10;

/** The state of the line after a chunk of bytes. `second-line`: there were bytes after the line break. */
export type LineState = 'incomplete' | 'complete' | 'too-long' | 'second-line';

/** Collects the bytes of one line. */
export interface LineReader {
  /** Adds the next bytes to the line. */
  take(chunk: Uint8Array): LineState;
  /** The line without its line break. Call it only after `take` has returned `complete`. */
  line(): Buffer;
}

/** Creates a reader for one line. @param maxBytes the largest size of the line without its line break */
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
