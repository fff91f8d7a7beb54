import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { CHROMIUM_CALLER, frame } from './host.ts';
import { CANARY, keysFor, PORTAL } from './requests.ts';
import { builtHost, type Sandbox } from './sandbox.ts';

export const INSTALLATION = 'a'.repeat(32);
export const OTHER_INSTALLATION = 'b'.repeat(32);
export const ACCOUNT = '111122223333';

export interface LiveProfileInput {
  readonly name?: string;
  readonly accountId?: string;
  readonly roleName?: string;
  readonly portal?: string;
  readonly installation?: string;
}

const withDefaults = ({
  name = 'dev',
  accountId = ACCOUNT,
  roleName = 'Admin',
  portal = PORTAL,
  installation = INSTALLATION,
}: LiveProfileInput) => ({
  name,
  accountId,
  roleName,
  portal,
  installation,
});

export const liveRecordIn = (home: string): string => join(home, '.local', 'share', 'keyferry', 'live.json');

/** Writes live.json and the sections of the config file, as the set-up of live profiles does. */
export function putLiveProfiles(
  sandbox: Pick<Sandbox, 'home' | 'put'>,
  inputs: readonly LiveProfileInput[] = [{}],
): void {
  const profiles = inputs.map(withDefaults);
  const entries = profiles.map(({ name, ...entry }) => [name, { ...entry, browser: 'Chromium' }]);
  const record = liveRecordIn(sandbox.home);
  mkdirSync(dirname(record), { recursive: true, mode: 0o700 });
  writeFileSync(record, JSON.stringify({ version: 1, profiles: Object.fromEntries(entries) }), { mode: 0o600 });
  const sections = profiles.map(({ name, accountId, roleName, portal }) =>
    [
      `[profile ${name}]`,
      `credential_process = /keyferry credential-process --profile ${name}`,
      'region = eu-west-1',
      `x_keyferry = 1 ${accountId} ${roleName} ${portal}`,
      '',
    ].join('\n'),
  );
  sandbox.put(join(sandbox.home, '.aws', 'config'), sections.join('\n'));
}

export type Frame = Readonly<Record<string, unknown>>;
/** The answer of the extension to a request of the host: fields of a good reply, a refusal, or null for none. */
export type Respond = (request: Frame) => Frame | null;

/** A good reply. The keys contain the canary. */
export const keysReply = (accountId = ACCOUNT, expiration = Date.now() + 3_600_000): Frame => ({
  ok: true,
  accountId,
  credentials: { ...keysFor('live'), expiration },
});
export const refusal = (code: string, message = `The sentence of ${code}.`): Frame => ({ ok: false, code, message });

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** The built host with its pipes. The test plays the browser and its extension. */
export class LiveHost {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** All requests of the host, in order. */
  readonly requests: Frame[] = [];
  readonly replies: Frame[] = [];
  stderr = '';
  respond: Respond = (request) => (request.kind === 'live-credentials' ? keysReply() : { ok: true });
  #rest: Buffer = Buffer.alloc(0);
  #wake: (() => void)[] = [];
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.child = child;
    running.push(child);
    child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk;
    });
    child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  }

  static async start(
    sandbox: Sandbox,
    env: Readonly<Record<string, string>> = {},
    program?: string,
  ): Promise<LiveHost> {
    const options = { env: { ...sandbox.env, ...env }, cwd: '/' };
    return new LiveHost(spawn(process.execPath, [program ?? (await builtHost()), CHROMIUM_CALLER], options));
  }

  /** Starts a host and lets it serve. */
  static async serving(sandbox: Sandbox, installation = INSTALLATION): Promise<LiveHost> {
    const host = await LiveHost.start(sandbox);
    const reply = await host.serve(installation);
    if (reply.ok !== true) throw new Error(JSON.stringify(reply));
    return host;
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

  /** Waits for the nth request of this kind, counted from 1. */
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
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`the host ended: ${this.stderr}`);
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

export const socketFolderOf = ({ home }: Pick<Sandbox, 'home'>): string => join(home, '.keyferry', 'run');
export const socketOf = (sandbox: Pick<Sandbox, 'home'>, host: LiveHost): string =>
  join(socketFolderOf(sandbox), `${host.pid}.sock`);

/** Sends bytes to a socket and gives everything that comes back until the end of the connection. */
export function sendBytes(path: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}

/** Sends one line and gives the answer. */
export const sendLine = async (path: string, request: object): Promise<Frame> =>
  JSON.parse(await sendBytes(path, `${JSON.stringify({ v: 1, ...request })}\n`));

export const askKeys = (path: string, profile = 'dev', client?: object): Promise<Frame> =>
  sendLine(path, { op: 'credentials', profile, ...(client && { client }) });

export interface ClientEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Ms from start to end. */
  readonly ms: number;
}

/** Runs `keyferry credential-process` as an AWS client does. */
export async function runClient(
  sandbox: Sandbox,
  profile = 'dev',
  env: Readonly<Record<string, string>> = {},
): Promise<ClientEnd> {
  const program = await builtHost();
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'credential-process', '--profile', profile], {
    env: { ...sandbox.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr, ms: performance.now() - started }));
  });
}

/** Whether a text contains a part of the keys. */
export const hasSecret = (text: string): boolean => text.includes(CANARY);
