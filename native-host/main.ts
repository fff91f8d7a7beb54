import { readSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import type { Handlers } from './browser-host/dispatch.ts';
import type { HostContext } from './browser-host/handlers/context.ts';
import { readDoor } from './browser-host/invocation.ts';
import type { FrameOutput } from './browser-host/port.ts';
import { printable } from './terminal/printable.ts';

/*
 * One program, two doors: started by a browser it speaks frames, started by a person it is a command line.
 * In host mode this is the only file that touches process.stdout: a browser reads any stray byte as a frame's length.
 */

const FIRST_READ_BYTES = 64 * 1024;

/** What only some requests need is imported by them: the first reply must not wait for it. */
const handlers: Handlers<HostContext> = {
  hello: async () => (await import('./browser-host/handlers/hello.ts')).hello(),
  'write-profiles': async (request, context) =>
    (await import('./browser-host/handlers/write-profiles.ts')).writeProfiles(request, context),
  'list-profiles': async (_, context) =>
    (await import('./browser-host/handlers/list-profiles.ts')).listProfiles(context),
  'remove-profiles': async (request, context) =>
    (await import('./browser-host/handlers/remove-profiles.ts')).removeProfiles(request, context),
  'set-up-cli-profiles': async (request, context) =>
    (await import('./browser-host/handlers/set-up-cli-profiles.ts')).setUpCliProfilesFrame(request, context),
  'forget-lists': async (_, context) =>
    (await import('./browser-host/handlers/forget-lists.ts')).forgetListsFrame(context),
};

function complain(error: KeyferryError): void {
  process.stderr.write(`keyferry: ${printable(error.message)}\n`);
  process.exitCode = 1;
}

/**
 * Writes at once, without opening Node's stream, which would take longer than all the rest of a short run. What does not
 * go out at once (EAGAIN) goes through the stream.
 * @throws system errors as they are, EPIPE where nobody reads any more.
 */
function writeNow(file: 1 | 2, bytes: Uint8Array, stream: () => NodeJS.WriteStream): void {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    stream().write(rest);
  }
}

/** The way to the browser; whoever asks for stdout from now on, console.log included, gets stderr. */
function takeStdout(onGone: () => void): FrameOutput {
  const original = Object.getOwnPropertyDescriptor(process, 'stdout')?.get;
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
  let stream: NodeJS.WriteStream | null = null;
  const opened = () => {
    stream ??= original?.call(process) as NodeJS.WriteStream;
    return stream.on('error', onGone);
  };
  return {
    write(frame) {
      try {
        // Once the stream holds something back, all goes behind it.
        if (stream) stream.write(frame);
        else writeNow(1, frame, opened);
      } catch {
        onGone();
      }
    },
  };
}

/**
 * What the browser sends first, awaited without opening Node's stream, which takes longer than all the rest of a first
 * reply. Nothing else waits meanwhile. Empty where the stream has to find out (an end, a pipe that does not block, and
 * Windows, whose pipes read in other ways).
 */
function readFirst(): Uint8Array {
  const chunk = Buffer.allocUnsafe(FIRST_READ_BYTES);
  try {
    return chunk.subarray(0, process.platform === 'win32' ? 0 : readSync(0, chunk));
  } catch {
    return chunk.subarray(0, 0);
  }
}

const programPath = (): string => process.argv[1] ?? '';

async function serveBrowser(): Promise<void> {
  // The browser may be gone before its answer; there is nobody left to tell.
  const output = takeStdout(() => process.stdin.destroy());
  // A fault's own text may quote what it choked on.
  process.on('uncaughtException', () => {
    const fault = new KeyferryError('INTERNAL', { where: 'the keyferry program' });
    complain(fault);
    process.stdin.destroy(fault);
  });
  // Only here, so that a command does not wait for what a browser needs.
  const [{ dispatch }, { servePort }] = await Promise.all([
    import('./browser-host/dispatch.ts'),
    import('./browser-host/port.ts'),
  ]);
  const ending = new AbortController();
  const context = { env: process.env, directory: dirname(programPath()), ending: ending.signal };
  const healthy = await servePort({
    first: readFirst(),
    input: () => process.stdin,
    output,
    answer: (frame) => dispatch(frame, handlers, context),
    onEnd: () => ending.abort(),
  });
  if (!healthy) process.exitCode = 1;
}

/** Only where it is asked: loading it takes a third of a millisecond, and every start of a shell may run `keyferry env`. */
const os = () => process.getBuiltinModule('node:os');

/** As `os.homedir()`. */
const homeFolder = (): string => (process.platform !== 'win32' && process.env.HOME) || os().homedir();

/** Whether a part of what was printed waits in one of Node's streams. */
let isStreaming = false;

/** Prints; a reader that has gone ends the command without a word. */
function print(file: 1 | 2, text: string): void {
  try {
    writeNow(file, Buffer.from(text), () => {
      isStreaming = true;
      return file === 1 ? process.stdout : process.stderr;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    process.exitCode = 1;
  }
}

async function serveUser(args: readonly string[]): Promise<void> {
  // Only here, so that the modules of the commands cost a browser's host nothing.
  const [{ runCommandLine }, { runProgram }] = await Promise.all([
    import('./cli/index.ts'),
    import('./cli/run-program.ts'),
  ]);
  const { env, platform, execPath } = process;
  process.exitCode = await runCommandLine(args, {
    env,
    platform,
    release: () => os().release(),
    root: '',
    run: runProgram,
    home: resolve(homeFolder()),
    execPath,
    programPath: programPath(),
    stdout: (text) => print(1, text),
    stderr: (text) => print(2, text),
    now: Date.now,
  });
  // Taking down all that a run has set up costs half a millisecond; nothing is left to wait for.
  if (!isStreaming) process.exit();
}

const door = readDoor(process.argv.slice(2));
if (door.door === 'host') void serveBrowser();
else if (door.door === 'refused') complain(new KeyferryError('CALLER', { caller: door.caller }));
else void serveUser(door.args);
