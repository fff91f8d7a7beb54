import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/**
 * Whether this system's sh has the option -p. With this option, sh takes no functions and options from the environment.
 * An old dash does not have it. bash has it, and bash would otherwise take functions from the environment.
 */
export function isPrivilegedShell(io: CommandIo): boolean {
  return runProgram('/bin/sh', ['-p', '-c', ':'], io).status === 0;
}
