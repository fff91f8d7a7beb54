import { rmSync } from 'node:fs';

/** The time in ms for which a program that is about to end may still write into a folder. */
const REST_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Removes a folder with everything in it. If a program that is about to end still writes into the folder, the function
 * tries again. Node's option `maxRetries` is not enough, because Node then does not remove the new files.
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
