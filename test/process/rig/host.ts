import { type ChildProcess, spawn } from 'node:child_process';
import { CHROMIUM_CALLER, frame, type Reply, takeFrames } from './frame-bytes.ts';
import { builtHost, type Sandbox } from './sandbox.ts';

export { CHROMIUM_CALLER, frame, type Reply, readFrames } from './frame-bytes.ts';

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Options for Node. They come before the path of the program. */
  readonly node?: readonly string[];
  readonly uid?: number | undefined;
  /** A shell command that runs before the program starts, such as `ulimit -n 20`. */
  readonly prelude?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The built host, which the tests start in the same way as a browser. */
export class Host {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #chunks: Buffer[] = [];
  readonly #replies: Reply[] = [];
  /** The received bytes that do not yet form a complete reply. */
  #rest: Buffer = Buffer.alloc(0);
  #stderr = '';
  #hasEnded = false;
  #wake = () => {};

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#rest = Buffer.concat([this.#rest, chunk]);
      this.#wake();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk;
    });
    // A write to the pipe fails if the host has already ended, so errors of stdin are ignored.
    child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      // The event `exit` can come before the last output. So the host has ended only after the event `close`.
      child.on('close', (code, signal) => {
        this.#hasEnded = true;
        resolve({ code, signal, stdout: Buffer.concat(this.#chunks), stderr: this.#stderr });
        this.#wake();
      });
    });
  }

  static async start(sandbox: Sandbox, options: StartOptions = {}): Promise<Host> {
    const { args = [CHROMIUM_CALLER], env = {}, node = [], uid, prelude } = options;
    const command = [process.execPath, ...node, await builtHost(), ...args];
    const [program = '', ...rest] = prelude
      ? ['/bin/bash', '-c', `${prelude}; exec "$@"`, 'bash', ...command]
      : command;
    const given = Object.entries({ ...sandbox.env, ...env }).filter(([, value]) => value !== undefined);
    const user = uid === undefined ? {} : { uid, gid: uid };
    return new Host(spawn(program, rest, { env: Object.fromEntries(given), cwd: '/', ...user }));
  }

  write(bytes: Buffer): void {
    this.child.stdin?.write(bytes);
  }

  /**
   * Sends a request and waits for its reply. If an earlier request had the same id, its reply must already be there.
   */
  async ask(request: { readonly id: number }): Promise<Reply> {
    const earlier = this.#repliesTo(request).length;
    this.write(frame(request));
    for (;;) {
      const reply = this.#repliesTo(request)[earlier];
      if (reply) return reply;
      if (this.#hasEnded) throw new Error(`the host ended before its reply; stderr: ${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Closes the pipe, as a browser does, and waits until the host has ended. */
  end(): Promise<Ended> {
    this.child.stdin?.end();
    return this.ended;
  }

  #repliesTo(request: { readonly id: number }): readonly Reply[] {
    const { frames, rest } = takeFrames(this.#rest);
    this.#rest = rest;
    this.#replies.push(...frames);
    return this.#replies.filter(({ id }) => id === request.id);
  }
}

/** Starts a host, sends one request, then ends the host. */
export async function askOnce(
  sandbox: Sandbox,
  request: { readonly id: number },
  options?: StartOptions,
): Promise<{ reply: Reply; ended: Ended }> {
  const host = await Host.start(sandbox, options);
  const reply = await host.ask(request);
  return { reply, ended: await host.end() };
}
