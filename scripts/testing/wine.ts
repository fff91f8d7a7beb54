import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath } from '../find-browsers.ts';
import { fetchNode } from '../node-versions.ts';
import { oneTest, runVitest, type Stage } from './run-stage.ts';

/** The time limit for one command, in ms. On an idle machine, wine needs 6 s to set up a prefix. */
const SETUP_LIMIT_MS = 180_000;

/** Variables for every program that runs in the prefix. They contain no display, because wine would open windows. */
const wineEnvironment = (prefix: string): Record<string, string> => ({
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // Without this setting, wine asks to download its own .NET and browser.
  WINEDLLOVERRIDES: 'mscoree,mshtml=',
  // File names in other alphabets need UTF-8.
  LC_ALL: 'C.UTF-8',
  DISPLAY: '',
});

/** The reason why the built host cannot run under wine on this machine, or null. */
export function whyNoWine(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'wine runs Windows’ Node only on Linux x64';
  return findOnPath('wine') ? null : 'there is no wine (npm run test:windows installs it as root on Debian)';
}

/** Runs the tests in a throwaway prefix, one file at a time, because two prefixes at once disturb each other. */
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
    return runVitest(['test/windows'], { env: { ...env, ...paths }, oneByOne: true });
  } finally {
    // Ends the programs that still run in this prefix, and no others.
    spawnSync('wineserver', ['-k'], { env: all, stdio: 'ignore', timeout: SETUP_LIMIT_MS });
    spawnSync('wineserver', ['-w'], { env: all, stdio: 'ignore', timeout: SETUP_LIMIT_MS });
    rmSync(prefix, { recursive: true, force: true });
  }
}

/** The tests of the built host in the Node for Windows under wine. It runs a short form unless KEYFERRY_SOAK is 1. */
export const windowsStage = (): Stage => ({
  name: 'Windows under wine',
  id: 'windows',
  built: true,
  skip: whyNoWine(),
  run: runInWine,
});
