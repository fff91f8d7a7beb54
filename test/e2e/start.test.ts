import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS, until } from '../waiting.ts';
import { type FreshClone, makeFreshClone } from './rig/clone.ts';
import { type Desktop, startDesktop, whyNoDesktop } from './rig/desktop.ts';

/** A run of the script that `npm start` runs. The test does not start npm, which would print two more lines. */
interface Run {
  readonly program: ChildProcess;
  /** Everything that the run has printed so far, on stdout and stderr. */
  printed(): string;
}

const notLinux = process.platform === 'linux' ? null : 'only on Linux can a test take the display away';
const noDesktop = notLinux ?? whyNoDesktop();
/** The limit in ms for a build and the start of a browser on a busy machine. */
const LONG_MS = 600_000;
const FILE = /(\/\S+\/keyferry-start-\w+)\/\.aws\/credentials/;

describe('npm start in a fresh clone', { timeout: LONG_MS }, () => {
  let clone: FreshClone;
  let desktop: Desktop | null = null;
  let runs: ChildProcess[] = [];

  function start(display: Readonly<Record<string, string>>, ...args: string[]): Run {
    // The variable VITEST is removed. If it were set, vite.config.ts would leave out plugins that a build needs.
    const { DISPLAY: _, WAYLAND_DISPLAY: __, VITEST: ___, NODE_ENV: ____, ...env } = process.env;
    const program = spawn(process.execPath, ['scripts/run.mjs', 'start', ...args], {
      cwd: clone.folder,
      env: { ...env, ...display },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    runs.push(program);
    let text = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => (text += data));
    return { program, printed: () => text };
  }

  const isOver = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

  beforeAll(() => {
    clone = makeFreshClone();
  });
  afterEach(async () => {
    for (const program of runs.filter((each) => !isOver(each))) {
      const ended = once(program, 'exit');
      program.kill();
      await ended;
    }
    runs = [];
    await desktop?.close();
    desktop = null;
  });
  afterAll(() => clone?.remove());

  it('says what happens, why it clicks by itself and where the credentials file is; prints no message of the bundler', async ({
    skip,
  }) => {
    if (notLinux !== null) return skip(notLinux);
    const { program, printed } = start({});
    await once(program, 'close');
    expect(program.exitCode, printed()).toBe(0);
    const text = printed();
    expect(text).toMatch(
      /^Built Keyferry in [\d.]+ s\.\nStarted a portal on this computer: https:\/\/demo\.awsapps\.com/,
    );
    expect(text).toContain('clicks by itself, because there is no display (DISPLAY and WAYLAND_DISPLAY are not set).');
    expect(text).not.toMatch(/crx:|IIFE|WARN|vite|rolldown/i);
    const [, home = ''] = FILE.exec(text) ?? [];
    expect(text).toContain(`\n${home}/.aws/credentials (secrets redacted):\n\n  [sandbox-admin]\n`);
    expect(text).toContain(`Made a home folder for this run: ${home}.`);
    expect(text).not.toContain('~/.aws');
    expect(text.endsWith(`\nRemoved ${home}.\n`)).toBe(true);
    expect(existsSync(home)).toBe(false);
    expect(readdirSync(join(clone.folder, 'dist/screenshots'))).toContain('written-light.png');
    return undefined;
  });

  it('with a display, says how to pin the button, waits for a person, and removes its folder after Ctrl+C', async ({
    skip,
  }) => {
    if (noDesktop !== null) return skip(noDesktop);
    desktop = await startDesktop();
    const { program, printed } = start(desktop.env);
    await until(() => printed().includes('Close the browser to end.') || isOver(program), 5 * PATIENCE_MS);
    expect(printed()).toContain('To pin it, click the puzzle piece, then');
    expect(printed()).toContain('Press the Keyferry button (or Alt+Shift+K)');
    const [, home = ''] = FILE.exec(printed()) ?? [];
    expect(existsSync(home)).toBe(true);
    program.kill('SIGINT');
    await until(() => isOver(program));
    expect(existsSync(home)).toBe(false);
    return undefined;
  });
});
