import { spawnSync } from 'node:child_process';
import { findBrowser } from '../find-browsers.ts';

/**
 * The version line that a browser prints, such as `Mozilla Firefox 140.12.0esr`. Null if the browser prints no version.
 */
export function browserVersion(path: string): string | null {
  // On Windows, a browser does not print its version but opens a window.
  if (process.platform === 'win32') return null;
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 60_000 });
  return stdout?.trim() || null;
}

function line(kind: 'chrome' | 'firefox', label: string): string {
  const found = findBrowser(kind);
  if (!found) return `${label}: not on this machine`;
  return `${label}: ${browserVersion(found.path) ?? 'version unknown'} (${found.path})`;
}

/** The versions of the programs that the tests use, one per line. */
export const versionLines = (): string[] => [
  `Node: ${process.versions.node}`,
  line('chrome', 'Chromium'),
  line('firefox', 'Firefox'),
];
