import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { printable } from '../../terminal/printable.ts';

/*
 * Runs the user's own command. The command uses Keyferry's terminal and gets the signals that Keyferry gets. Keyferry
 * ends with the exit status of the command.
 */

/** Signals that other processes send to Keyferry. Keyferry sends them to the command too. */
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Signals that a terminal sends. The terminal sends them to the command too, so Keyferry must not send them again. */
const FROM_KEYBOARD = ['SIGINT', 'SIGQUIT'] as const;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'the system denies permission',
  E2BIG: 'its arguments and environment are too long',
};

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** The command that a user wrote after `--`. */
export interface ChildCommand {
  readonly command: string;
  readonly rest: readonly string[];
}

/** Environment variables to set and to remove. */
interface VariableChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** A copy of this process's environment with the given changes. */
export function environmentWith(
  { set, unset }: VariableChanges,
  { env, platform }: Pick<CommandIo, 'env' | 'platform'>,
): Record<string, string | undefined> {
  // On Windows, upper and lower case do not matter in the names of variables: AWS_Profile is AWS_PROFILE.
  const plain = (name: string) => (platform === 'win32' ? name.toUpperCase() : name);
  const replaced = new Set([...unset, ...Object.keys(set)]);
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !replaced.has(plain(name)))), ...set };
}

/** Splits the words of a command line at the first `--`. Without `--`, `after` is empty. */
export function splitAtDashes(args: readonly string[]): {
  readonly own: readonly string[];
  readonly after: readonly string[];
} {
  const at = args.indexOf('--');
  return at < 0 ? { own: args, after: [] } : { own: args.slice(0, at), after: args.slice(at + 1) };
}

function exitStatus(code: number | null, signal: NodeJS.Signals | null): number {
  return signal ? 128 + constants.signals[signal] : (code ?? 1);
}

/** @throws system errors unchanged if the command cannot be started */
function spawnChild({ command, rest }: ChildCommand, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    let child: ChildProcess | null = null;
    const hasTerminal = [0, 1, 2].some(isatty);
    // The listeners are added before the command starts. On a busy machine, a signal may arrive before `spawn` returns.
    for (const signal of PASSED_ON) process.on(signal, () => child?.kill(signal));
    for (const signal of FROM_KEYBOARD) process.on(signal, () => hasTerminal || child?.kill(signal));
    child = spawn(command, rest, { env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitStatus(code, signal)));
  });
}

/**
 * Runs a command with Keyferry's own stdin, stdout and stderr, and sends signals to the command.
 * @returns the command's exit status: 128 + n if signal n ended it, 127 if there is no such command, 126 if it cannot
 * be run. For 127 and 126, the function also prints an error.
 */
export async function runChild(child: ChildCommand, env: NodeJS.ProcessEnv, io: CommandIo): Promise<number> {
  try {
    return await spawnChild(child, env);
  } catch (error) {
    const { code = 'the system gives no reason' } = error as NodeJS.ErrnoException;
    const sentence = new KeyferryError('COMMAND_NOT_STARTED', { command: child.command, why: WHY[code] ?? code });
    io.stderr(`keyferry: ${printable(sentence.message)}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  }
}
