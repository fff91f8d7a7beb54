import { spawnSync } from 'node:child_process';
import { allowedEnvironment } from '../../../install-scripts/allowed-variables.ts';
import type { CommandIo, Ran } from '../../terminal/io.ts';

const TIME_LIMIT_MS = 20_000;

/**
 * Runs a program of the system with these arguments, without a shell, and waits at most 20 s until the program ends.
 * The program gets only those environment variables that Keyferry allows.
 * @param isVerbatim if true, Node on Windows does not quote the arguments. cmd.exe needs this
 */
export function runProgram(
  program: string,
  args: readonly string[],
  io: Pick<CommandIo, 'run' | 'env'>,
  isVerbatim = false,
): Ran {
  if (io.run) return io.run(program, args);
  const env = allowedEnvironment(io.env);
  const windows = { windowsHide: true, windowsVerbatimArguments: isVerbatim };
  const options = { encoding: 'utf8', timeout: TIME_LIMIT_MS, ...windows, env } as const;
  const { status, stdout, stderr, error } = spawnSync(program, [...args], options);
  return { status, stdout: stdout ?? '', stderr: stderr || (error?.message ?? '') };
}
