import { homedir, release } from 'node:os';
import { dirname, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { readDoor } from './caller.ts';
import { dispatch, type Handlers } from './dispatch.ts';
import type { HostContext } from './handlers/context.ts';
import { hello } from './handlers/hello.ts';
import { servePort } from './port.ts';

/*
 * One program, two doors: started by a browser it speaks frames, started by a person it is a command line.
 * In host mode this is the only file that touches process.stdout: a browser reads any stray byte as a frame's length.
 */

/** What only some requests need is imported by them: the first reply must not wait for it. */
const handlers: Handlers<HostContext> = {
  hello,
  'write-profiles': async (request, context) =>
    (await import('./handlers/write-profiles.ts')).writeProfiles(request, context),
  'list-profiles': async (_, context) => (await import('./handlers/list-profiles.ts')).listProfiles(context),
  'remove-profiles': async (request, context) =>
    (await import('./handlers/remove-profiles.ts')).removeProfiles(request, context),
};

function complain(error: KeyferryError): void {
  process.stderr.write(`keyferry: ${error.message}\n`);
  process.exitCode = 1;
}

/** The real stdout; whoever asks for it from now on, console.log included, gets stderr. */
function takeStdout(): NodeJS.WriteStream {
  const { stdout } = process;
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
  return stdout;
}

const programPath = (): string => process.argv[1] ?? '';

async function serveBrowser(): Promise<void> {
  const output = takeStdout();
  // A fault's own text may quote what it choked on.
  process.on('uncaughtException', () => {
    const fault = new KeyferryError('INTERNAL', { where: 'the keyferry program' });
    complain(fault);
    process.stdin.destroy(fault);
  });
  const ending = new AbortController();
  const context = { env: process.env, directory: dirname(programPath()), ending: ending.signal };
  const healthy = await servePort({
    input: process.stdin,
    output,
    answer: (frame) => dispatch(frame, handlers, context),
    onEnd: () => ending.abort(),
  });
  if (!healthy) process.exitCode = 1;
}

async function serveUser(args: readonly string[]): Promise<void> {
  // Only here, so that the modules of the commands cost a browser's host nothing.
  const [{ runCommandLine }, { runProgram }] = await Promise.all([
    import('./commands/index.ts'),
    import('./commands/run-program.ts'),
  ]);
  const { env, platform, execPath } = process;
  process.exitCode = await runCommandLine(args, {
    env,
    platform,
    release: release(),
    root: '',
    run: runProgram,
    home: resolve(homedir()),
    execPath,
    programPath: programPath(),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    now: Date.now,
  });
}

const door = readDoor(process.argv.slice(2));
if (door.door === 'host') void serveBrowser();
else if (door.door === 'refused') complain(new KeyferryError('CALLER', { caller: door.caller }));
else void serveUser(door.args);
