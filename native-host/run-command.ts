import { runCommandLine } from './cli/index.ts';
import { commandIo } from './command-io.ts';
import { exitWhenPrinted } from './stdio.ts';

/** Runs the command line with this process's environment and streams, and sets the exit status. */
export async function runCommand(args: readonly string[]): Promise<void> {
  process.exitCode = await runCommandLine(args, await commandIo());
  exitWhenPrinted();
}
