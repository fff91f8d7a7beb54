import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../find-browsers.ts';
import { fetchNode } from '../node-versions.ts';
import { oneTest, runVitest, type Stage } from './run-stage.ts';

/**
 * The time limit for one wine command, in ms. On an idle machine, wine needs 6 s to create a prefix (a folder that
 * contains its own Windows).
 */
const SETUP_LIMIT_MS = 180_000;

/**
 * Environment variables for every program that runs in the wine prefix. DISPLAY is empty, so that wine opens no
 * windows.
 */
const wineEnvironment = (prefix: string): Record<string, string> => ({
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // Without this setting, wine asks whether to download its own .NET and its own browser.
  WINEDLLOVERRIDES: 'mscoree,mshtml=',
  // File names with letters outside ASCII need UTF-8.
  LC_ALL: 'C.UTF-8',
  DISPLAY: '',
});

/** The reason why the built host cannot run under wine on this machine, or null. */
export function whyNoWine(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'wine can run Node for Windows only on Linux x64';
  return findOnPath('wine') ? null : 'there is no wine (npm run test:windows installs it as root on Debian)';
}

/**
 * Runs the tests in a temporary wine prefix. The test files run one after the other, because two prefixes at the same
 * time disturb each other.
 */
function runInWine() {
  const node = fetchNode(20, 'win');
  if ('reason' in node) {
    return { passed: 0, failed: [], skipped: [{ test: 'the whole stage', reason: node.reason }] };
  }
  const prefix = mkdtempSync(join(tmpdir(), 'keyferry-wine-'));
  const env = wineEnvironment(prefix);
  const all = { ...process.env, ...env };
  try {
    const { status } = spawnSync('wine', ['winecfg', '-v', 'win10'], {
      env: all,
      stdio: 'ignore',
      timeout: SETUP_LIMIT_MS,
    });
    if (status !== 0) return oneTest(false, 'wine sets up a prefix (wine winecfg -v win10)');
    const paths = { KEYFERRY_TEST_WINE_PREFIX: prefix, KEYFERRY_TEST_WINDOWS_NODE: node.path };
    return runVitest(['test/windows'], { env: { ...env, ...paths }, atOnce: 1 });
  } finally {
    // Ends the programs that still run in this wine prefix. Programs in other prefixes continue.
    spawnSync('wineserver', ['-k'], { env: all, stdio: 'ignore', timeout: SETUP_LIMIT_MS });
    spawnSync('wineserver', ['-w'], { env: all, stdio: 'ignore', timeout: SETUP_LIMIT_MS });
    rmSync(prefix, { recursive: true, force: true });
  }
}

/**
 * The stage that tests the built host in Node for Windows, under wine. If KEYFERRY_SOAK is not 1, it runs a short form.
 */
export const windowsStage = (): Stage => ({
  name: 'Windows under wine',
  id: 'windows',
  built: true,
  skip: whyNoWine(),
  run: runInWine,
});
