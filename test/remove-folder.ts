import { rmSync } from 'node:fs';

/** The longest time that programs may still write into a folder after the browser has ended, in ms. */
const REST_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Removes a folder. Programs that are just ending may still write into it, so the function tries again. The option
 * `maxRetries` of Node does not remove files that have appeared meanwhile.
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
