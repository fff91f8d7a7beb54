import { type ChildProcess, spawn } from 'node:child_process';
import { CHROMIUM_CALLER, frame } from './frame-bytes.ts';
import { type Frame, INSTALLATION, keysReply, type Respond } from './live-files.ts';

/** The built host with its pipes. The test replaces the browser and the extension. */
export class LiveHostProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** All requests from the host, in order. */
  readonly requests: Frame[] = [];
  readonly replies: Frame[] = [];
  stderr = '';
  respond: Respond = (request) => (request.kind === 'live-credentials' ? keysReply() : { ok: true });
  #rest: Buffer = Buffer.alloc(0);
  #hasEnded = false;
  #wake: (() => void)[] = [];
  #lastId = 0;

  /** Starts the program as a browser does. */
  constructor(env: Readonly<Record<string, string>>, program: string) {
    const child = spawn(process.execPath, [program, CHROMIUM_CALLER], { env, cwd: '/' });
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk;
    });
    child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) =>
      // The event `exit` can come before the last output. So the host has ended only after the event `close`.
      child.on('close', (code, signal) => {
        this.#hasEnded = true;
        resolve({ code, signal });
        this.#wakeAll();
      }),
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  write(message: object): void {
    this.child.stdin?.write(frame(message));
  }

  /** Sends a request and waits for its reply. */
  async ask(body: object): Promise<Frame> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.write({ v: 1, id, ...body });
    return this.#until(() => this.replies.find((reply) => reply.id === id));
  }

  serve(installation = INSTALLATION): Promise<Frame> {
    return this.ask({ kind: 'serve-live', installation, browser: 'Chromium' });
  }

  /** Waits for the request of this kind with the number `nth`. The first request has the number 1. */
  request(kind: string, nth = 1): Promise<Frame> {
    return this.#until(() => this.ofKind(kind)[nth - 1]);
  }

  ofKind(kind: string): readonly Frame[] {
    return this.requests.filter((request) => request.kind === kind);
  }

  /** Closes the pipe, as a browser does. */
  end(): Promise<unknown> {
    this.child.stdin?.end();
    return this.ended;
  }

  async #until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`the host ended: ${this.stderr}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readUInt32LE()) {
      const end = 4 + this.#rest.readUInt32LE();
      this.#receive(JSON.parse(this.#rest.subarray(4, end).toString()));
      this.#rest = this.#rest.subarray(end);
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #receive(message: Frame): void {
    if (Object.hasOwn(message, 'ok')) {
      this.replies.push(message);
      return;
    }
    this.requests.push(message);
    const reply = this.respond(message);
    if (reply) this.write({ v: 1, id: message.id, ...reply });
  }
}
