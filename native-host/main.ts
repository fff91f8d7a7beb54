import { KeyferryError } from '#core/errors.ts';
import { readInvocation } from './browser-host/invocation.ts';
import { takeStdout } from './stdio.ts';
import { printable } from './terminal/printable.ts';

/*
 * The keyferry program. If a browser starts it, it reads and writes frames. If a person starts it, it is a command
 * line. Each of the two loads only the modules that it needs, because both must answer quickly.
 */

function complain({ message }: { readonly message: string }): void {
  process.stderr.write(`keyferry: ${printable(message)}\n`);
  process.exitCode = 1;
}

/**
 * A chunk is missing if only some of the program's files were copied, or if some were deleted. Other errors are bugs,
 * and Node reports them.
 */
function complainOfMissingFile(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
  complain({ message: 'Files of the program are missing next to keyferry.cjs. Install Keyferry again.' });
}

async function serveExtension(): Promise<void> {
  // The host reserves stdout before anything else can print. If the browser no longer reads, the host ends, because
  // nobody would see a message.
  const output = takeStdout(() => process.stdin.destroy());
  const { serveBrowser } = await import('./serve-browser.ts');
  if (!(await serveBrowser(output, complain))) process.exitCode = 1;
}

/** Whether these are exactly the words of a live profile's line. AWS tools wait for this command, so it starts fast. */
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
