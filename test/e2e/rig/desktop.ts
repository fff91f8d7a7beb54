import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { findOnPath } from '../../../scripts/find-browsers.ts';
import { PATIENCE_MS, until } from '../../waiting.ts';

/**
 * A separate screen with a window manager. Pressed keys reach the window that has the focus, as with a real keyboard.
 */
export interface Desktop {
  /** The environment variables that a program needs to appear on this screen. */
  readonly env: Readonly<Record<string, string>>;
  /** Presses and releases each key. @param keys in the notation of xdotool, such as `alt+shift+k` */
  keys(...keys: string[]): void;
  /** The id of the window that has the focus. */
  activeWindow(): string;
  /** Waits for a window and gives it the focus, as a click on it does. @param title a part of its title */
  activate(title: string): void;
  close(): Promise<void>;
}

const PROGRAMS = ['Xvfb', 'openbox', 'xdotool'];

/** The reason why this machine cannot start a separate screen. Null if it can. */
export function whyNoDesktop(): string | null {
  const missing = PROGRAMS.filter((name) => !findOnPath(name));
  return missing.length > 0 ? `there is no ${missing.join(', no ')}` : null;
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill();
  await ended;
}

/**
 * Starts Xvfb (a virtual screen) on a free display. Without `-noreset`, Xvfb would restart when the first run of
 * xdotool has ended. This could end a window manager that is just starting. With `-r`, Xvfb does not repeat a key that
 * xdotool releases late.
 * @returns the process and the display's name, such as `:99`
 */
async function startScreen() {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp', '-noreset', '-r'];
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(screen.stdio[3] as Readable, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
  return { screen, display: `:${String(number).trim()}` };
}

/** Starts a separate screen with a window manager. @throws when a program is missing or does not start. */
export async function startDesktop(): Promise<Desktop> {
  const { screen, display } = await startScreen();
  const env = { DISPLAY: display };
  const options = { env: { ...process.env, ...env }, stdio: 'ignore' } as const;
  const manager = spawn('openbox', [], options);
  const press = (...args: string[]) => execFileSync('xdotool', args, options);
  const read = (...args: string[]) =>
    execFileSync('xdotool', args, { env: options.env, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
  await until(() => {
    press('get_desktop');
    return true;
  });
  return {
    env,
    keys: (...keys) => void press('key', '--delay', '40', ...keys),
    activeWindow: () => read('getactivewindow'),
    activate: (title) => void press('search', '--sync', '--name', title, 'windowactivate', '--sync'),
    async close() {
      await end(manager);
      await end(screen);
    },
  };
}
