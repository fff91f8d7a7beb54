import { existsSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { version } from '../../package.json';
import { recordPath } from '../data-folder/places.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import type { Command } from './command.ts';
import { commandHelp, helpText } from './help.ts';

export type { CommandIo } from '../terminal/io.ts';

/**
 * Only what works stands here, and so in the help. Each is loaded when it is asked for: a shell's start-up runs `env`, and
 * need not pay for `install`.
 */
const commands = {
  install: async () => (await import('./install.ts')).install,
  uninstall: async () => (await import('./uninstall.ts')).uninstall,
  doctor: async () => (await import('./doctor.ts')).doctor,
  status: async () => (await import('./status.ts')).status,
  env: async () => (await import('./env.ts')).env,
  exec: async () => (await import('./exec.ts')).exec,
  clean: async () => (await import('./clean.ts')).clean,
  configure: async () => (await import('./configure.ts')).configure,
} as const satisfies Record<string, () => Promise<Command>>;

async function allCommands(): Promise<readonly Command[]> {
  return Promise.all(Object.values(commands).map((load) => load()));
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function commandNamed(name: string | undefined): Promise<Command> {
  if (name === undefined) throw new KeyferryError('USAGE', { why: 'No command was given' });
  if (Object.hasOwn(commands, name)) return commands[name as keyof typeof commands]();
  throw new KeyferryError('USAGE', { why: `There is no command ${JSON.stringify(name)}` });
}

/** These look at the wrappers themselves. */
const TENDS_WRAPPERS = ['install', 'uninstall', 'doctor'];

async function mendWrappers(name: string | undefined, io: CommandIo): Promise<void> {
  if (TENDS_WRAPPERS.includes(name ?? '') || !existsSync(recordPath(io))) return;
  await (await import('./install/repair.ts')).repairWrappers(io);
}

async function run([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') io.stdout(helpText(await allCommands()));
  else if (name === '--version') io.stdout(`${version}\n`);
  else {
    const command = await commandNamed(name);
    if (!wantsHelp(args)) {
      await mendWrappers(name, io);
      return command.run(args, io);
    }
    io.stdout(commandHelp(command));
  }
  return 0;
}

/** The system's refusals carry a code and a path, neither of them secret; anything else is a fault of ours. */
function asKeyferryError(error: unknown, command: string): KeyferryError {
  if (error instanceof KeyferryError) return error;
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return new KeyferryError('INTERNAL', { where: command });
  return new KeyferryError('SYSTEM_REFUSED', { command, what: `${syscall} ${path ?? ''}`.trim(), why: code });
}

/** Remarks and errors name paths, profiles and what stands in other programs' files: none of it may steer a terminal. */
function withPlainStderr(io: CommandIo): CommandIo {
  return { ...io, stderr: (text) => io.stderr(text.split('\n').map(printable).join('\n')) };
}

/**
 * The program as a person starts it.
 * @param args what follows the program's name
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage. Never throws: an error is one sentence on stderr.
 */
export async function runCommandLine(args: readonly string[], outer: CommandIo): Promise<number> {
  const io = withPlainStderr(outer);
  try {
    return await run(args, io);
  } catch (error) {
    const known = asKeyferryError(error, args[0] ?? 'keyferry');
    // A name with a line break in it would make two lines of the sentence.
    io.stderr(`keyferry: ${printable(known.message)}\n`);
    return known.code === 'USAGE' ? 2 : 1;
  }
}
