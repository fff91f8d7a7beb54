import { homedir, release } from 'node:os';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { runCommandLine } from './cli/index.ts';
import { exitWhenPrinted, print } from './stdio.ts';

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
    isTerminal: () => isatty(1),
    stderr: (text) => print(2, text),
    now: Date.now,
  });
  exitWhenPrinted();
}
