import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { endianness } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { chromiumIds } from '../../core/identity.ts';
import { HOST_PROGRAM } from '../e2e/rig/host.ts';

const little = endianness() === 'LE';

export function frameOf(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  if (little) length.writeUInt32LE(body.length);
  else length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** A host that was started as a browser starts it. A benchmark sends one request after another to this host. */
export interface OpenHost {
  ask(request: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

type Piped = ChildProcessByStdio<Writable, Readable, null>;

async function nextFrame(child: Piped): Promise<Record<string, unknown>> {
  let buffered = Buffer.alloc(0);
  for (;;) {
    const length = buffered.length < 4 ? -1 : little ? buffered.readUInt32LE() : buffered.readUInt32BE();
    if (length >= 0 && buffered.length >= 4 + length) return JSON.parse(buffered.subarray(4, 4 + length).toString());
    const chunk: Buffer =
      child.stdout.read() ??
      (await new Promise((resolve) =>
        child.stdout.once('readable', () => resolve(child.stdout.read() ?? Buffer.alloc(0))),
      ));
    buffered = Buffer.concat([buffered, chunk]);
  }
}

/** Starts a host. @param command the program and its first arguments; the arguments of the browser come after these */
export function openHost(
  env: Record<string, string>,
  [program = '', ...args]: readonly string[] = [process.execPath, HOST_PROGRAM],
): OpenHost {
  const child: Piped = spawn(program, [...args, `chrome-extension://${chromiumIds[0]}/`], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let id = 0;
  return {
    ask(request) {
      child.stdin.write(frameOf({ v: 1, id: ++id, ...request }));
      return nextFrame(child);
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
}

/** The time in ms for `node -e 0`. No Node program can be faster. */
export async function emptyNode(env: Record<string, string>): Promise<number> {
  const started = performance.now();
  await new Promise((resolve) => spawn(process.execPath, ['-e', '0'], { env, stdio: 'ignore' }).once('exit', resolve));
  return performance.now() - started;
}

/** Ms from starting the host to its first reply. */
export async function spawnToReply(env: Record<string, string>, command?: readonly string[]): Promise<number> {
  const started = performance.now();
  const host = openHost(env, command);
  await host.ask({ kind: 'hello' });
  const taken = performance.now() - started;
  await host.close();
  return taken;
}
