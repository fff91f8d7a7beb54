import { credentialProcess } from './cli/credential-process.ts';
import { reportError, withPlainStderr } from './cli/shared/report-error.ts';
import { commandIo } from './command-io.ts';
import { exitWhenPrinted } from './stdio.ts';

/*
 * The start of `credential-process` without the code of the command line. AWS tools wait for it, and Node needs
 * milliseconds for code that this command does not use.
 */

/** Runs `credential-process` and sets the exit status. @param args the words after its name */
export async function runClient(args: readonly string[]): Promise<void> {
  const io = withPlainStderr(await commandIo());
  try {
    process.exitCode = await credentialProcess.run(args, io);
  } catch (error) {
    process.exitCode = reportError(error, 'credential-process', true, io);
  }
  exitWhenPrinted();
}
