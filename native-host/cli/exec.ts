import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { KeyferryError } from '#core/errors.ts';
import { environmentOf } from '#core/shells/environment.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { type LiveProfile, liveProfile } from './live/live-profile.ts';
import { waitForKeys } from './live/wait-for-keys.ts';
import { chosenProfile } from './profiles/chosen-profile.ts';
import { readMinTtl, shortWarning } from './profiles/expiry.ts';
import { loadProfile } from './profiles/load-profile.ts';
import type { Command } from './shared/command.ts';
import { readArguments } from './shared/options.ts';
import { clockWarning, portalNow } from './shared/portal-now.ts';
import { OVERRIDING_PROFILE, type ShellChange } from './shells/shell-change.ts';

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

/** The environment of the command, with variables set and removed. */
function commandEnvironment(
  { set, unset }: ShellChange,
  { env, platform }: CommandIo,
): Record<string, string | undefined> {
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

/** The changes for a command, and sentences for the user. */
interface Prepared {
  readonly changes: ShellChange;
  readonly warnings: readonly (string | null)[];
}

/** The keys of a profile. No other variable overrides them (docs/DECISIONS.md, 23). @throws KeyferryError */
async function ofKeys(name: string, minTtl: number, io: CommandIo): Promise<Prepared> {
  const { input, lifetime, warnings } = await loadProfile(name, minTtl, io);
  return {
    changes: environmentOf(input),
    warnings: [...warnings, shortWarning(lifetime, portalNow(io)), clockWarning(io)],
  };
}

/** The name of a live profile. The command asks for the keys itself, so none of them is in its environment. */
async function ofLiveProfile(
  { name, region, warnings }: LiveProfile,
  minTtl: number,
  io: CommandIo,
): Promise<Prepared> {
  await waitForKeys(name, minTtl, io);
  const regions = region && { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  return { changes: { set: { AWS_PROFILE: name, ...regions }, unset: OVERRIDING_PROFILE }, warnings };
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { own, command, rest } = splitAtDashes(args);
  const { values, words } = readArguments(own, { profile: { type: 'string' }, 'min-ttl': { type: 'string' } }, 1);
  const { name } = chosenProfile(words[0], values.profile, io.env);
  const minTtl = readMinTtl(values['min-ttl']);
  const live = await liveProfile(name, io);
  const { changes, warnings } = live ? await ofLiveProfile(live, minTtl, io) : await ofKeys(name, minTtl, io);
  io.stderr(warnings.flatMap((each) => (each === null ? [] : [`keyferry: ${each}\n`])).join(''));
  try {
    return await runCommand(command, rest, commandEnvironment(changes, io));
  } catch (error) {
    const { code = 'the system gives no reason' } = error as NodeJS.ErrnoException;
    const sentence = new KeyferryError('COMMAND_NOT_STARTED', { command, why: WHY[code] ?? code });
    io.stderr(`keyferry: ${printable(sentence.message)}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  }
}

export const exec: Command = {
  usage: 'exec [NAME] [--min-ttl DURATION] -- COMMAND [ARGUMENT…]',
  summary: "Runs a command with a profile's keys, or as a live profile. No key is ever on a command line.",
  details: [
    'NAME            the profile, also as --profile NAME; default: AWS_PROFILE, else the profile default',
    '--min-ttl 15m   refuse keys that expire sooner; 90s, 15m or 1h',
    '',
    'Keys that expire within 15 minutes are used with a warning.',
    'For a live profile, the command gets AWS_PROFILE and the region, but no keys: AWS tools ask the browser for them.',
    'Keyferry asks the browser once before the command starts. If the browser asks you, it waits up to two minutes.',
    'A profile that asks each program asks twice: for the program that started keyferry, and for the tool that the command',
    'runs, because an answer counts for one program only.',
    "Signals are passed on. The exit status is the command's own, 128 + n if signal n ended it,",
    '127 if there is no such command, 126 if it cannot be run.',
  ],
  run,
};
