import { KeyferryError } from '#core/errors.ts';
import { version } from '../../package.json';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { commandHelp, helpText } from './help.ts';
import { hasBrokenWrapper } from './install/broken-wrapper.ts';
import type { Command } from './shared/command.ts';
import { suggestion } from './suggestion.ts';

export type { CommandIo } from '../terminal/io.ts';

const others = () => import('./other-commands.ts');

/**
 * Every command. A command is loaded only when it runs, because a shell may run `env` at its start and must not wait
 * for the code of `install`.
 */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<Command>>> = {
  install: async () => (await others()).install,
  uninstall: async () => (await others()).uninstall,
  doctor: async () => (await others()).doctor,
  // A prompt waits for the short form.
  status: async (args) =>
    args.includes('--short') ? (await import('./status-short.ts')).statusShort : (await others()).status,
  list: async () => (await others()).list,
  use: async () => (await others()).use,
  env: async () => (await import('./env.ts')).env,
  exec: async () => (await import('./exec.ts')).exec,
  clean: async () => (await others()).clean,
  configure: async () => (await others()).configure,
  lock: async () => (await others()).lock,
  'shell-init': async () => (await others()).shellInit,
  completion: async () => (await others()).createCompletion({ names: commandNames(), load: loadCommand }),
  'credential-process': async () => (await import('./credential-process.ts')).credentialProcess,
};
const commandNames = () => Object.keys(commands);

async function allCommands(): Promise<readonly Command[]> {
  return Promise.all(commandNames().map((name) => loadCommand(name)));
}

/** `--help` after `--` belongs to the program that `exec` runs. */
function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

const isCommand = (name: string): boolean => Object.hasOwn(commands, name);

function unknownCommand(name: string): KeyferryError {
  const meant = suggestion(name, [...commandNames(), 'help', 'version']);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  return new KeyferryError('USAGE', { why: `There is no command ${JSON.stringify(name)}${hint}` });
}

/** Loads a command. @param args words after its name @throws KeyferryError USAGE for an unknown command */
function loadCommand(name: string, args: readonly string[] = []): Promise<Command> {
  const load = isCommand(name) ? commands[name] : undefined;
  if (!load) throw unknownCommand(name);
  return load(args);
}

function commandNamed(name: string | undefined, args: readonly string[] = []): Promise<Command> {
  if (name === undefined) throw new KeyferryError('USAGE', { why: 'No command was given' });
  return loadCommand(name, args);
}

/**
 * These commands do not repair wrappers: three of them handle the wrappers themselves, and AWS clients wait for the
 * fourth.
 */
const NO_REPAIR = ['install', 'uninstall', 'doctor', 'credential-process'];

async function repairWrappers(name: string | undefined, io: CommandIo): Promise<void> {
  if (NO_REPAIR.includes(name ?? '') || !hasBrokenWrapper(io)) return;
  (await others()).repairWrappers(io);
}

async function help(name: string | undefined): Promise<string> {
  return name === undefined ? helpText(await allCommands()) : commandHelp(await commandNamed(name));
}

async function run([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help')
    io.stdout(await help(name === 'help' ? args[0] : undefined));
  else if (name === '--version' || name === 'version') io.stdout(`${version}\n`);
  else {
    const isHelp = wantsHelp(args);
    const command = await commandNamed(name, isHelp ? [] : args);
    if (!isHelp) {
      await repairWrappers(name, io);
      return command.run(args, io);
    }
    const print = command.evaluates?.(args) ? io.stderr : io.stdout;
    print(commandHelp(command));
  }
  return 0;
}

/** The text that a shell must evaluate after `env` or `use` failed, also if the word `env` was misspelt. */
async function failureText([name = '', ...args]: readonly string[], io: CommandIo): Promise<string> {
  const isEnv = name === 'env' || (!isCommand(name) && suggestion(name, commandNames()) === 'env');
  if (!isEnv && name !== 'use') return '';
  // The error itself may be that a file of the program is missing.
  return loadCommand(isEnv ? 'env' : name).then(
    (command) => command.failureText?.(args, io) ?? '',
    () => '',
  );
}

/**
 * A system error contains a code, a system call and a path. None of them is secret. Any other error is a bug in
 * Keyferry.
 */
function asKeyferryError(error: unknown, command: string): KeyferryError {
  if (error instanceof KeyferryError) return error;
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return new KeyferryError('INTERNAL', { where: command });
  return new KeyferryError('SYSTEM_REFUSED', { command, what: `${syscall} ${path ?? ''}`.trim(), why: code });
}

/** Adds the command that shows the help to a usage error. */
function withHelp(error: KeyferryError, name: string): KeyferryError {
  if (error.code !== 'USAGE') return error;
  return new KeyferryError('USAGE', { help: `keyferry ${isCommand(name) ? `${name} ` : ''}--help`, ...error.params });
}

/**
 * Remarks and errors contain paths, profile names and text from files of other programs. None of this text may control
 * a terminal.
 */
function withPlainStderr(io: CommandIo): CommandIo {
  return { ...io, stderr: (text) => io.stderr(text.split('\n').map(printable).join('\n')) };
}

/**
 * Runs one command as a person starts it. Never throws: an error becomes one sentence on stderr.
 * @param args everything after the program's name
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[], outer: CommandIo): Promise<number> {
  const io = withPlainStderr(outer);
  try {
    return await run(args, io);
  } catch (error) {
    const [name = ''] = args;
    const known = withHelp(asKeyferryError(error, name || 'keyferry'), name);
    // `printable` also removes a line break, so the error stays one line.
    io.stderr(`keyferry: ${printable(known.message)}\n`);
    io.stdout(await failureText(args, io));
    return known.code === 'USAGE' ? 2 : 1;
  }
}
