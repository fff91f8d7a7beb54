import { fstatSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { resolve } from 'node:path';
import { print } from './stdio.ts';
import type { CommandIo } from './terminal/io.ts';

/**
 * Whether this file descriptor is a terminal. Loading `node:tty` takes some milliseconds. So the function loads it only
 * if the descriptor is a character device.
 */
async function isTerminal(file: number): Promise<boolean> {
  try {
    return fstatSync(file).isCharacterDevice() && (await import('node:tty')).isatty(file);
  } catch {
    // The file descriptor is closed, so it is not a terminal.
    return false;
  }
}

/** The environment and the streams of this process, in the form that commands expect. */
export async function commandIo(): Promise<CommandIo> {
  const { env, platform, execPath } = process;
  return {
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
  };
}
