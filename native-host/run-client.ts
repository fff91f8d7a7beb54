import { credentialProcess } from './cli/credential-process.ts';
import { reportError, withPlainStderr } from './cli/shared/report-error.ts';
import { commandIo } from './command-io.ts';
import { exitWhenPrinted } from './stdio.ts';

/*
 * Starts the command `credential-process` without loading the code of all other commands. Loading that code would take
 * some milliseconds, and AWS tools wait for this command.
 */

/** Runs `credential-process` and sets the exit status. @param args the arguments after the name of the command */
export async function runClient(args: readonly string[]): Promise<void> {
  const io = withPlainStderr(await commandIo());
  try {
    process.exitCode = await credentialProcess.run(args, io);
  } catch (error) {
    process.exitCode = reportError(error, 'credential-process', true, io);
  }
  exitWhenPrinted();
}
