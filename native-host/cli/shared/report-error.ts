import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { printable } from '../../terminal/printable.ts';

/**
 * Converts any error to a KeyferryError. For a system error, the result shows the code, the system call and the path,
 * because they are not secret. Any other error is a bug in Keyferry, and its text may be secret, so the result does not
 * show this text.
 */
function asKeyferryError(error: unknown, command: string): KeyferryError {
  if (error instanceof KeyferryError) return error;
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof syscall !== 'string') return new KeyferryError('INTERNAL', { where: command });
  return new KeyferryError('SYSTEM_REFUSED', { command, what: `${syscall} ${path ?? ''}`.trim(), why: code });
}

/** Adds the command for help, such as `keyferry env --help`, to a USAGE error. @param command null if unknown */
function withHelp(error: KeyferryError, command: string | null): KeyferryError {
  if (error.code !== 'USAGE') return error;
  return new KeyferryError('USAGE', {
    help: `keyferry ${command === null ? '' : `${command} `}--help`,
    ...error.params,
  });
}

/**
 * Prints an error as one sentence on stderr.
 * @param name the first word of the command line; '' without words
 * @param isCommand whether `name` is the name of a command
 * @returns the exit status: 1 failed, 2 wrong usage
 */
export function reportError(error: unknown, name: string, isCommand: boolean, io: CommandIo): 1 | 2 {
  const known = withHelp(asKeyferryError(error, name || 'keyferry'), isCommand ? name : null);
  // `printable` also replaces line breaks, so the error stays on one line.
  io.stderr(`keyferry: ${printable(known.message)}\n`);
  return known.code === 'USAGE' ? 2 : 1;
}

/**
 * Makes all text for stderr safe for a terminal. Remarks and errors contain paths, profile names and text from files of
 * other programs. Such text could contain control characters.
 */
export function withPlainStderr(io: CommandIo): CommandIo {
  return { ...io, stderr: (text) => io.stderr(text.split('\n').map(printable).join('\n')) };
}
