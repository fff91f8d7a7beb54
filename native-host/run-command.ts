import { runCommandLine } from './cli/index.ts';
import { commandIo } from './command-io.ts';
import { exitWhenPrinted } from './stdio.ts';

/** Runs a command with the environment and the streams of this process, and sets the exit status. */
export async function runCommand(args: readonly string[]): Promise<void> {
  process.exitCode = await runCommandLine(args, await commandIo());
  exitWhenPrinted();
}
