import { KeyferryError } from '#core/errors.ts';
import { version } from '../../package.json';
import type { CommandIo } from '../terminal/io.ts';
import { commandHelp, helpText } from './help.ts';
import { hasBrokenWrapper } from './install/broken-wrapper.ts';
import type { Command } from './shared/command.ts';
import { reportError, withPlainStderr } from './shared/report-error.ts';
import { suggestion } from './shared/suggestion.ts';

export type { CommandIo } from '../terminal/io.ts';

const others = () => import('./other-commands.ts');

/**
 * Every command. Keyferry loads the code of a command only when the command runs. A shell may run `keyferry env` when
 * it starts, and it must not wait until the code of `install` is loaded.
 */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<Command>>> = {
  install: async () => (await others()).install,
  uninstall: async () => (await others()).uninstall,
  doctor: async () => (await others()).doctor,
  // A shell runs `keyferry status --short` before each prompt and waits for it. To be fast, this call loads no other
  // command.
  status: async (args) =>
    args.includes('--short') ? (await import('./status-short.ts')).statusShort : (await others()).status,
  list: async () => (await others()).list,
  use: async () => (await others()).use,
  env: async () => (await import('./env.ts')).env,
  exec: async () => (await import('./exec.ts')).exec,
  clean: async () => (await others()).clean,
  configure: async () => (await others()).configure,
  login: async () => (await others()).login,
  console: async () => (await others()).openConsole,
  renew: async () => (await others()).renew,
  lock: async () => (await others()).lock,
  forget: async () => (await others()).forget,
  share: async () => (await import('./sharing/share.ts')).share,
  ssh: async () => (await import('./sharing/ssh.ts')).ssh,
  'shell-init': async () => (await others()).shellInit,
  completion: async () => (await others()).createCompletion({ names: commandNames(), load: loadCommand }),
  'credential-process': async () => (await import('./credential-process.ts')).credentialProcess,
};
const commandNames = () => Object.keys(commands);

async function allCommands(): Promise<readonly Command[]> {
  return Promise.all(commandNames().map((name) => loadCommand(name)));
}

/** `--help` after `--` is for the program that `exec` runs, not for Keyferry. */
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

/** Loads a command. @param args words after the command's name @throws KeyferryError USAGE for an unknown command */
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
 * Keyferry does not repair wrappers before it runs one of these commands. `install`, `uninstall` and `doctor` write,
 * remove or check the wrappers themselves. `credential-process` must be fast, because an AWS client waits for it.
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

/**
 * The text that a shell must evaluate after `keyferry env` or `keyferry use` has failed. A misspelt `env` counts as
 * `env`.
 */
async function failureText([name = '', ...args]: readonly string[], io: CommandIo): Promise<string> {
  const isEnv = name === 'env' || (!isCommand(name) && suggestion(name, commandNames()) === 'env');
  if (!isEnv && name !== 'use') return '';
  // Loading the command may fail, for example because a file of the program is missing.
  return loadCommand(isEnv ? 'env' : name).then(
    (command) => command.failureText?.(args, io) ?? '',
    () => '',
  );
}

/**
 * Runs the command line that a person typed. Never throws: an error becomes one sentence on stderr.
 * @param args everything after the program's name
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function runCommandLine(args: readonly string[], outer: CommandIo): Promise<number> {
  const io = withPlainStderr(outer);
  try {
    return await run(args, io);
  } catch (error) {
    const [name = ''] = args;
    const status = reportError(error, name, isCommand(name), io);
    io.stdout(await failureText(args, io));
    return status;
  }
}
