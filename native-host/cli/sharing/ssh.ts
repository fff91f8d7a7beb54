import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';
import { environmentWith, runChild, splitAtDashes } from '../shared/run-child.ts';
import { asLabel, openSharedSocket, refuseUnknownProfiles, type SharedSocket } from './shared-socket.ts';
import { checkedHost, checkedOptions } from './ssh-arguments.ts';
import { connectSsh, forward, ownOptions, type SshTarget } from './ssh-connection.ts';
import { isPlainPath, shellCommand } from './ssh-remote.ts';
import { setupText } from './ssh-setup.ts';

const OPTIONS = { profile: { type: 'string', multiple: true }, setup: { type: 'boolean' } } as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @throws KeyferryError USAGE, LIVE_UNAVAILABLE, LIVE_NOT_SET_UP */
function readSsh(args: readonly string[], io: CommandIo) {
  const { own, after } = splitAtDashes(args);
  const { values, words } = readArguments(own, OPTIONS, 1);
  const host = checkedHost(words[0]);
  const options = checkedOptions(after);
  const profiles = values.profile ?? [];
  refuseUnknownProfiles(profiles, io);
  if (io.platform === 'win32') {
    const why = 'ssh on Windows cannot forward a socket';
    throw new KeyferryError('LIVE_UNAVAILABLE', { why, remedy: 'Run this command in WSL' });
  }
  return { host, options, profiles, isSetup: values.setup ?? false };
}

/** A new folder that only this user can open. ssh needs a short path without special characters. */
function temporaryFolder(): string {
  const root = isPlainPath(tmpdir()) ? tmpdir() : '/tmp';
  return mkdtempSync(join(root, 'keyferry-'));
}

/** Everything that must be closed or removed at the end of the command. */
interface Leftovers {
  readonly folder: string;
  socket?: SharedSocket;
  kill?: () => void;
}

function cleanUp({ folder, socket, kill }: Leftovers): void {
  socket?.close();
  kill?.();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * After this call, when a signal arrives, the program removes its files, closes the connection and ends.
 * @returns a function that removes the signal handlers
 */
function endAtSignal(leftovers: Leftovers): () => void {
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      cleanUp(leftovers);
      process.exit(128 + constants.signals[signal]);
    };
    process.on(signal, listener);
    return () => void process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

/** Runs the login shell on the host, over the open connection. @returns the exit status of the shell */
function runShell(target: SshTarget, remoteSocket: string, io: CommandIo): Promise<number> {
  const terminal = isatty(0) ? ['-t'] : [];
  const own = [...ownOptions(target), '-o', 'ControlMaster=no', ...terminal];
  const rest = [...own, ...target.options, target.host, shellCommand(remoteSocket)];
  return runChild({ command: 'ssh', rest }, environmentWith({ set: {}, unset: [] }, io), io);
}

async function connectAndRun(given: ReturnType<typeof readSsh>, leftovers: Leftovers, io: CommandIo): Promise<number> {
  const { host, options, profiles } = given;
  const path = join(leftovers.folder, 'keys.sock');
  const target = { host, options, control: join(leftovers.folder, 'control') };
  const stop = endAtSignal(leftovers);
  leftovers.socket = await openSharedSocket({ path, profiles, label: asLabel('ssh', host) }, io);
  const connection = await connectSsh(target, (kill) => {
    leftovers.kill = kill;
  });
  await forward(target, connection.remoteSocket, path);
  const shell = runShell(target, connection.remoteSocket, io);
  // From now on, signals go to the login shell. When the login shell ends, this program removes its files and ends too.
  stop();
  const status = await shell;
  await connection.close();
  return status;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const given = readSsh(args, io);
  if (given.isSetup) {
    io.stdout(await setupText(given.host, given.profiles, io));
    return 0;
  }
  const leftovers: Leftovers = { folder: temporaryFolder() };
  try {
    return await connectAndRun(given, leftovers, io);
  } finally {
    cleanUp(leftovers);
  }
}

export const ssh: Command = {
  usage: 'ssh HOST --profile NAME… [--setup] [-- SSH-OPTION…]',
  summary: 'Logs in to a host. Programs there get keys of the named live profiles from the browser on this computer.',
  details: [
    'HOST            the host, written as in an ssh command',
    '--profile NAME  a live profile; programs on HOST may ask for its keys; can be repeated',
    '--setup         print what the host needs once: the program keyferry, and lines for ~/.aws/config; do not connect',
    '',
    'The browser asks you about each program on HOST, and says that the program runs there. HOST never stores the keys.',
    'The socket on HOST belongs to this one session. During the session, root on HOST can ask for the same keys.',
    'The exit status is that of the login shell, or 255 if the connection breaks.',
    '',
    'keyferry ssh build-1 --profile dev --setup',
    'keyferry ssh build-1 --profile dev --profile test',
    'keyferry ssh build-1 --profile dev -- -p 2222 -l me',
  ],
  run,
};
