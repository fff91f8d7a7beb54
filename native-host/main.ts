import { KeyferryError } from '#core/errors.ts';
import { readInvocation } from './browser-host/invocation.ts';
import { takeStdout } from './stdio.ts';
import { printable } from './terminal/printable.ts';

/*
 * The start of the program keyferry. If a browser started the program, the program exchanges frames (messages) with the
 * browser. If a person started the program, the program runs a command. It must start fast in both cases, so it loads
 * only the modules that it needs.
 */

function complain({ message }: { readonly message: string }): void {
  process.stderr.write(`keyferry: ${printable(message)}\n`);
  process.exitCode = 1;
}

/**
 * Reports a missing file of the program. This happens if a person copied only some files of the program, or deleted
 * some. Any other error is a bug, and Node reports it.
 */
function complainOfMissingFile(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
  complain({ message: 'Files of the program are missing next to keyferry.cjs. Install Keyferry again.' });
}

async function serveExtension(): Promise<void> {
  // The host first reserves stdout, so that no other code can print to stdout. If the browser no longer reads stdout,
  // the host ends without a message, because no person would see a message.
  const output = takeStdout(() => process.stdin.destroy());
  const { serveBrowser } = await import('./serve-browser.ts');
  if (!(await serveBrowser(output, complain))) process.exitCode = 1;
}

/**
 * Whether the program was started with the command that a live profile contains in the config file. AWS tools wait for
 * the result of this command, so it has a faster start.
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
