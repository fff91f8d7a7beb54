import { KeyferryError } from '#core/errors.ts';
import { version } from '../../package.json';
import { clean } from './clean.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { env } from './env.ts';
import { exec } from './exec.ts';
import { commandHelp, helpText } from './help.ts';
import { install } from './install.ts';
import type { CommandIo } from './io.ts';
import { status } from './status.ts';
import { uninstall } from './uninstall.ts';

export type { CommandIo } from './io.ts';

/** Only what works stands here, and so in the help. */
const commands: Readonly<Record<string, Command>> = { install, uninstall, doctor, status, env, exec, clean };

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function commandNamed(name: string | undefined): Command {
  if (name === undefined) throw new KeyferryError('USAGE', { why: 'No command was given' });
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new KeyferryError('USAGE', { why: `There is no command ${JSON.stringify(name)}` });
  return command;
}

async function run([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  if (name === '--help' || name === '-h') io.stdout(helpText(commands));
  else if (name === '--version') io.stdout(`${version}\n`);
  else {
    const command = commandNamed(name);
    if (!wantsHelp(args)) return command.run(args, io);
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

/**
 * The program as a person starts it.
 * @param args what follows the program's name
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage. Never throws: an error is one sentence on stderr.
 */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await run(args, io);
  } catch (error) {
    const known = asKeyferryError(error, args[0] ?? 'keyferry');
    io.stderr(`keyferry: ${known.message}\n`);
    return known.code === 'USAGE' ? 2 : 1;
  }
}
