import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/**
 * Whether this system's sh has the option -p. With -p, sh ignores functions and options in the environment. If sh is
 * bash, it has -p and needs it, because bash reads functions from the environment. If sh is an old dash, it does not
 * have -p.
 */
export function isPrivilegedShell(io: CommandIo): boolean {
  return runProgram('/bin/sh', ['-p', '-c', ':'], io).status === 0;
}
