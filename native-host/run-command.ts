import { fstatSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { resolve } from 'node:path';
import { runCommandLine } from './cli/index.ts';
import { exitWhenPrinted, print } from './stdio.ts';

/**
 * Whether this file descriptor is a terminal. Loading `node:tty` takes milliseconds, so it is loaded only if the
 * descriptor may be a terminal.
 */
async function isTerminal(file: number): Promise<boolean> {
  try {
    return fstatSync(file).isCharacterDevice() && (await import('node:tty')).isatty(file);
  } catch {
    // fstat fails if the descriptor is closed.
    return false;
  }
}

/** Runs the command line with this process's environment and streams, and sets the exit status. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const { env, platform, execPath } = process;
  process.exitCode = await runCommandLine(args, {
    env,
    platform,
    release,
    root: '',
    home: resolve(homedir()),
    execPath,
    programPath: process.argv[1] ?? '',
    stdout: (text) => print(1, text),
    isTerminal: await isTerminal(1),
    stderr: (text) => print(2, text),
    now: Date.now,
  });
  exitWhenPrinted();
}
