import { rmSync } from 'node:fs';

/** How long programs that are ending may still write into a folder, in ms. */
const REST_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Removes a folder with everything in it. A program that is ending may still write into the folder, so the function
 * tries again. Node's option `maxRetries` is not enough, because it does not remove files that have appeared meanwhile.
 */
export function removeFolder(folder: string): void {
  for (const end = Date.now() + REST_MS; ; ) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
