import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';

/** Whether this system's sh has the option -p. An old dash does not have the option, and needs it less than bash. */
export function isPrivilegedShell(io: CommandIo): boolean {
  return runProgram('/bin/sh', ['-p', '-c', ':'], io).status === 0;
}
