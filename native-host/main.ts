import { KeyferryError } from '#core/errors.ts';
import { readInvocation } from './browser-host/invocation.ts';
import { takeStdout } from './stdio.ts';
import { printable } from './terminal/printable.ts';

/*
 * The keyferry program. Started by a browser it speaks frames, started by a person it is a command line. Each of the two
 * loads only its own modules, since both must answer quickly.
 */

function complain(error: KeyferryError): void {
  process.stderr.write(`keyferry: ${printable(error.message)}\n`);
  process.exitCode = 1;
}

async function serveExtension(): Promise<void> {
  // Before anything else can print. If the browser no longer reads, nobody can be told.
  const output = takeStdout(() => process.stdin.destroy());
  const { serveBrowser } = await import('./serve-browser.ts');
  if (!(await serveBrowser(output, complain))) process.exitCode = 1;
}

async function serveUser(args: readonly string[]): Promise<void> {
  const { runCommand } = await import('./run-command.ts');
  await runCommand(args);
}

const invocation = readInvocation(process.argv.slice(2));
if (invocation.by === 'extension') void serveExtension();
else if (invocation.by === 'user') void serveUser(invocation.args);
else complain(new KeyferryError('CALLER', { caller: invocation.caller }));
