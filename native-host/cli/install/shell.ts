import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/**
 * Whether this system's sh has the option -p. An old dash has no such option, but it also needs the option less than
 * bash.
 */
export function isPrivilegedShell(io: CommandIo): boolean {
  return runProgram('/bin/sh', ['-p', '-c', ':'], io).status === 0;
}
