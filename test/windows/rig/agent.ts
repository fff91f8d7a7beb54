import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { PATIENCE_MS } from '../../waiting.ts';

/** The exit code, the signal and the output of a Windows program that has ended. */
export interface WindowsEnded {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The folder in which the program starts, as a Windows path. */
  readonly cwd?: string;
  /** If true, the arguments are passed without quotes, as Chromium passes them to cmd.exe. */
  readonly windowsVerbatimArguments?: boolean;
}

interface AgentEvent {
  readonly id: number;
  readonly event: 'stdout' | 'stderr' | 'failed' | 'closed' | 'held';
  readonly data?: string;
  readonly message?: string;
  readonly code?: number | null;
  readonly signal?: string | null;
}

/** A Windows program that runs under wine, with real pipes. */
export class WindowsProcess {
  readonly ended: Promise<WindowsEnded>;
  readonly #send: (operation: string, more?: object) => void;
  #stdout: Buffer = Buffer.alloc(0);
  #stderr = '';
  #wake = () => {};
  #done: WindowsEnded | null = null;
  #failure: Error | null = null;
  #finish: (ended: WindowsEnded) => void = () => {};
  #fail: (error: Error) => void = () => {};

  /**
   * Creates the object for a program that the agent has started.
   * @param send sends a command for this program to the agent
   */
  constructor(send: (operation: string, more?: object) => void) {
    this.#send = send;
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    // Code that waits for output also gets this error. So this line only prevents the report of an unhandled rejection.
    this.ended.catch(() => {});
  }

  /** What the program has printed so far. */
  get stdout(): Buffer {
    return this.#stdout;
  }

  write(bytes: Buffer): void {
    this.#send('write', { data: bytes.toString('base64') });
  }

  /** Closes the program's stdin and waits until the program ends. */
  end(): Promise<WindowsEnded> {
    this.#send('end');
    return this.ended;
  }

  kill(): Promise<WindowsEnded> {
    this.#send('kill');
    return this.ended;
  }

  /**
   * Calls `look` after each new output until `look` returns a value.
   * @throws if the program ends before `look` returns a value
   */
  async until<T>(look: (stdout: Buffer) => T | undefined): Promise<T> {
    for (;;) {
      const found = look(this.#stdout);
      if (found !== undefined) return found;
      if (this.#failure) throw this.#failure;
      if (this.#done) throw new Error(`the program ended with ${this.#done.code}; stderr: ${this.#stderr}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Handles an event from the agent. */
  take({ event, data = '', message = '', code = null, signal = null }: AgentEvent): void {
    const bytes = Buffer.from(data, 'base64');
    if (event === 'stdout') this.#stdout = Buffer.concat([this.#stdout, bytes]);
    if (event === 'stderr') this.#stderr += bytes;
    if (event === 'failed') {
      this.#failure = new Error(message);
      this.#fail(this.#failure);
    }
    if (event === 'closed') {
      this.#done = { code, signal, stdout: this.#stdout, stderr: this.#stderr };
      this.#finish(this.#done);
    }
    this.#wake();
  }
}

/** The agent: a program inside wine that starts Windows programs. */
export class Agent {
  readonly #socket: Socket;
  readonly #wine: ChildProcess;
  readonly #running = new Map<number, WindowsProcess>();
  readonly #holding = new Map<number, () => void>();
  #last = 0;

  private constructor(socket: Socket, wine: ChildProcess) {
    this.#socket = socket;
    this.#wine = wine;
    createInterface({ input: socket }).on('line', (line) => {
      const event = JSON.parse(line) as AgentEvent;
      this.#running.get(event.id)?.take(event);
      this.#holding.get(event.id)?.();
    });
    socket.on('close', () => {
      for (const [id, started] of this.#running) started.take({ id, event: 'failed', message: 'the agent has ended' });
    });
  }

  /**
   * Starts the agent in a prepared wine prefix.
   * @param node the path of node.exe
   * @param log the file for the output of wine and of the agent
   * @throws if the agent does not connect
   */
  static async start(node: string, env: NodeJS.ProcessEnv, log: string): Promise<Agent> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? `${address?.port}` : '';
    const output = openSync(log, 'a');
    const script = `Z:${import.meta.dirname.replaceAll('/', '\\')}\\agent.cjs`;
    const wine = spawn('wine', [node, script, port], { env, stdio: ['ignore', output, output] });
    closeSync(output);
    const connected = once(server, 'connection', { signal: AbortSignal.timeout(2 * PATIENCE_MS) });
    const ended = once(wine, 'exit').then(() => {
      throw new Error(`the agent ended before it connected; see ${log}`);
    });
    const [socket] = (await Promise.race([connected, ended])) as [Socket];
    ended.catch(() => {});
    server.close();
    return new Agent(socket, wine);
  }

  /** Starts a program. @param program a Windows path */
  spawn(program: string, args: readonly string[], options: SpawnOptions): WindowsProcess {
    const id = ++this.#last;
    const started = new WindowsProcess((operation, more = {}) => this.#send({ operation, id, ...more }));
    this.#running.set(id, started);
    this.#send({ operation: 'spawn', id, program, args, ...options });
    return started;
  }

  /** Keeps a file open for reading, as a virus scanner does. @returns a function that closes the file */
  async hold(path: string): Promise<() => void> {
    const id = ++this.#last;
    const opened = new Promise<void>((resolve) => this.#holding.set(id, resolve));
    this.#send({ operation: 'hold', id, path });
    await opened;
    return () => this.#send({ operation: 'release', id });
  }

  /** Ends the agent and waits until it has ended. */
  async stop(): Promise<void> {
    this.#socket.end();
    if (this.#wine.exitCode === null && this.#wine.signalCode === null) await once(this.#wine, 'exit');
  }

  #send(message: object): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}
