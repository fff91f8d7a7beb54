import { KeyferryError } from '#core/errors.ts';
import { readInvocation } from './browser-host/invocation.ts';
import { takeStdout } from './stdio.ts';
import { printable } from './terminal/printable.ts';

/*
 * The program keyferry. If a browser starts the program, it exchanges frames with the browser. If a person starts it,
 * it runs a command. The program loads only the modules that it needs in each case, because both must be fast.
 */

function complain({ message }: { readonly message: string }): void {
  process.stderr.write(`keyferry: ${printable(message)}\n`);
  process.exitCode = 1;
}

/**
 * Reports a missing file of the program. Files are missing if only some were copied, or some were deleted. Any other
 * error is a bug, and Node reports it.
 */
function complainOfMissingFile(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
  complain({ message: 'Files of the program are missing next to keyferry.cjs. Install Keyferry again.' });
}

async function serveExtension(): Promise<void> {
  // The host first reserves stdout, so that no other code can print to it. If the browser no longer reads, the host
  // ends without a message, because no person would see one.
  const output = takeStdout(() => process.stdin.destroy());
  const { serveBrowser } = await import('./serve-browser.ts');
  if (!(await serveBrowser(output, complain))) process.exitCode = 1;
}

/**
 * Whether the arguments are exactly those in the config file's line for a live profile. AWS tools wait for this
 * command, so the program starts it in a faster way.
 */
const isClient = ([name, option, ...rest]: readonly string[]): boolean =>
  name === 'credential-process' && option === '--profile' && rest.length === 1;

async function serveUser(args: readonly string[]): Promise<void> {
  if (isClient(args)) return (await import('./run-client.ts')).runClient(args.slice(1));
  const { runCommand } = await import('./run-command.ts');
  await runCommand(args);
}

const invocation = readInvocation(process.argv.slice(2));
if (invocation.by === 'extension') serveExtension().catch(complainOfMissingFile);
else if (invocation.by === 'user') serveUser(invocation.args).catch(complainOfMissingFile);
else complain(new KeyferryError('CALLER', { caller: invocation.caller }));
