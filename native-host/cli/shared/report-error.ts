import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { printable } from '../../terminal/printable.ts';

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

/** Adds to a usage error which command shows the help. @param command null if the user named no command */
function withHelp(error: KeyferryError, command: string | null): KeyferryError {
  if (error.code !== 'USAGE') return error;
  return new KeyferryError('USAGE', {
    help: `keyferry ${command === null ? '' : `${command} `}--help`,
    ...error.params,
  });
}

/**
 * Prints an error as one sentence on stderr.
 * @param name the first word of the command line; '' if there is none
 * @param isCommand whether this is the name of a command
 * @returns the exit status: 1 failed, 2 wrong usage
 */
export function reportError(error: unknown, name: string, isCommand: boolean, io: CommandIo): 1 | 2 {
  const known = withHelp(asKeyferryError(error, name || 'keyferry'), isCommand ? name : null);
  // `printable` also removes a line break, so the error stays one line.
  io.stderr(`keyferry: ${printable(known.message)}\n`);
  return known.code === 'USAGE' ? 2 : 1;
}

/**
 * Remarks and errors contain paths, profile names and text from files of other programs. None of this text may control
 * a terminal.
 */
export function withPlainStderr(io: CommandIo): CommandIo {
  return { ...io, stderr: (text) => io.stderr(text.split('\n').map(printable).join('\n')) };
}
