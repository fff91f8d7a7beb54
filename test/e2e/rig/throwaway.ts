import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../remove-folder.ts';

/** A temporary home folder for one test run. The browser, the host and the AWS clients use it. */
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
