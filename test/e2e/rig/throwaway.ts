import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home folder for one run. Browser, host and AWS clients use it. */
export interface ThrowawayHome {
  readonly home: string;
  readonly credentialsFile: string;
  /** The environment of programs in this home folder. It contains no AWS or Node settings of this machine. */
  readonly env: Record<string, string>;
  remove(): void;
}

const KEPT = [
  'PATH',
  'LANG',
  'TMPDIR',
  'DISPLAY',
  'XAUTHORITY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'SystemRoot',
  'PATHEXT',
  'ComSpec',
  'TEMP',
  'TMP',
];

/** The longest time that programs may still write into a home folder after the browser has ended, in ms. */
const REST_MS = 20_000;
const PAUSE_MS = 100;

/**
 * Removes a folder. Programs that are just ending may still write into it, so the function tries again. The option
 * `maxRetries` of Node does not remove files that have appeared meanwhile.
 */
function removeFolder(folder: string): void {
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

export function makeHome(prefix = 'keyferry-e2e-'): ThrowawayHome {
  const home = mkdtempSync(join(tmpdir(), prefix));
  mkdirSync(join(home, '.aws'), { mode: 0o700 });
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => KEPT.includes(entry[0]) && !!entry[1],
  );
  return {
    home,
    credentialsFile: join(home, '.aws', 'credentials'),
    env: { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home },
    remove: () => removeFolder(home),
  };
}
