import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { KeyferryError } from '#core/errors.ts';
import { type ExportInput, environmentOf } from '#core/shells/environment.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { chosenProfile } from './profiles/chosen-profile.ts';
import { readMinTtl, shortWarning } from './profiles/expiry.ts';
import { loadProfile } from './profiles/load-profile.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { clockWarning, portalNow } from './shared/portal-now.ts';

/** Signals from other processes. Keyferry passes them on to the command. */
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Signals from a terminal. The terminal sends them to the command too, so Keyferry must not pass them on. */
const FROM_KEYBOARD = ['SIGINT', 'SIGQUIT'] as const;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'the system denies permission',
  E2BIG: 'its arguments and environment are too long',
};

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** The environment of the command. No other variable in it overrides the profile's keys (docs/DECISIONS.md, 23). */
function commandEnvironment(input: ExportInput, { env, platform }: CommandIo): Record<string, string | undefined> {
  const { set, unset } = environmentOf(input);
  // Windows ignores case: AWS_Profile is AWS_PROFILE.
  const plain = (name: string) => (platform === 'win32' ? name.toUpperCase() : name);
  const replaced = new Set([...unset, ...Object.keys(set)]);
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !replaced.has(plain(name)))), ...set };
}

function splitAtDashes(args: readonly string[]): { own: readonly string[]; command: string; rest: readonly string[] } {
  const at = args.indexOf('--');
  const [command, ...rest] = at < 0 ? [] : args.slice(at + 1);
  if (!command) throw new KeyferryError('USAGE', { why: 'The command to run is missing; write it after --' });
  return { own: args.slice(0, at), command, rest };
}

function exitStatus(code: number | null, signal: NodeJS.Signals | null): number {
  return signal ? 128 + constants.signals[signal] : (code ?? 1);
}

/**
 * Runs the command with Keyferry's own stdin, stdout and stderr.
 * @returns its exit status
 * @throws system errors unchanged if it cannot be started
 */
function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' });
    const hasTerminal = [0, 1, 2].some(isatty);
    for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
    for (const signal of FROM_KEYBOARD) process.on(signal, () => hasTerminal || child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitStatus(code, signal)));
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { own, command, rest } = splitAtDashes(args);
  const { values, words } = readArguments(own, { profile: { type: 'string' }, 'min-ttl': { type: 'string' } }, 1);
  const { name } = chosenProfile(words[0], values.profile, io.env);
  const loaded = loadProfile(name, readMinTtl(values['min-ttl']), io);
  const warnings = [...loaded.warnings, shortWarning(loaded.lifetime, portalNow(io)), clockWarning(io)];
  io.stderr(warnings.flatMap((each) => (each === null ? [] : [`keyferry: ${each}\n`])).join(''));
  try {
    return await runCommand(command, rest, commandEnvironment(loaded.input, io));
  } catch (error) {
    const { code = 'the system gives no reason' } = error as NodeJS.ErrnoException;
    const sentence = new KeyferryError('COMMAND_NOT_STARTED', { command, why: WHY[code] ?? code });
    io.stderr(`keyferry: ${printable(sentence.message)}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  }
}

export const exec: Command = {
  usage: 'exec [NAME] [--min-ttl DURATION] -- COMMAND [ARGUMENT…]',
  summary: "Runs a command with a profile's keys in its environment, never on a command line.",
  details: [
    'NAME            the profile, also as --profile NAME; default: AWS_PROFILE, else the profile default',
    '--min-ttl 15m   refuse keys that expire sooner; 90s, 15m or 1h',
    '',
    'Keys that expire within 15 minutes are used with a warning.',
    "Signals are passed on. The exit status is the command's own, 128 + n if signal n ended it,",
    '127 if there is no such command, 126 if it cannot be run.',
  ],
  run,
};
