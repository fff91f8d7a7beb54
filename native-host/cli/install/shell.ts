import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/**
 * Whether this system's sh has the option -p. With it, sh takes no functions and options from the environment. An old
 * dash lacks the option, but bash needs it more.
 */
export function isPrivilegedShell(io: CommandIo): boolean {
  return runProgram('/bin/sh', ['-p', '-c', ':'], io).status === 0;
}
