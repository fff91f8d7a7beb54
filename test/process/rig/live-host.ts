import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { type Frame, INSTALLATION, type LiveProfileInput, liveFiles, liveRecordIn } from './live-files.ts';
import { LiveHostProcess } from './live-host-process.ts';
import { CANARY } from './requests.ts';
import { builtHost, type Sandbox } from './sandbox.ts';

export * from './live-files.ts';

/** Writes live.json and the config file. */
export function putLiveProfiles(sandbox: Sandbox, inputs: readonly LiveProfileInput[] = [{}]): void {
  const { record, config } = liveFiles(inputs);
  const path = liveRecordIn(sandbox.home);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, record, { mode: 0o600 });
  sandbox.put(sandbox.config, config);
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** The built host. It is killed at the end of the test. */
export class LiveHost extends LiveHostProcess {
  constructor(env: Readonly<Record<string, string>>, program: string) {
    super(env, program);
    running.push(this.child);
  }

  static async start(
    sandbox: Sandbox,
    env: Readonly<Record<string, string>> = {},
    program?: string,
  ): Promise<LiveHost> {
    return new LiveHost({ ...sandbox.env, ...env }, program ?? (await builtHost()));
  }

  /** Starts a host and makes it give keys for live profiles. */
  static async serving(sandbox: Sandbox, installation = INSTALLATION): Promise<LiveHost> {
    const host = await LiveHost.start(sandbox);
    const reply = await host.serve(installation);
    if (reply.ok !== true) throw new Error(JSON.stringify(reply));
    return host;
  }
}

export const socketFolderOf = ({ home }: Pick<Sandbox, 'home'>): string => join(home, '.keyferry', 'run');
export const socketOf = (sandbox: Pick<Sandbox, 'home'>, host: LiveHost): string =>
  join(socketFolderOf(sandbox), `${host.pid}.sock`);

/**
 * Sends bytes to a socket.
 * @returns everything that the socket sends back until the connection ends
 */
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

/** Sends one line to a socket. @returns the answer */
export const sendLine = async (path: string, request: object): Promise<Frame> =>
  JSON.parse(await sendBytes(path, `${JSON.stringify({ v: 1, ...request })}\n`));

export const askKeys = (path: string, profile = 'dev', client?: object): Promise<Frame> =>
  sendLine(path, { op: 'credentials', profile, ...(client && { client }) });

/** How a program ended, and what it printed. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClientEnd extends ProgramEnd {
  /** The time in ms from the start to the end of the program. */
  readonly ms: number;
}

/** Runs a command of the built program. The test replaces the browser. */
export async function runProgram(
  sandbox: Sandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramEnd> {
  const program = await builtHost();
  const child = spawn(process.execPath, [program, ...args], {
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
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `keyferry credential-process` as an AWS client does. */
export async function runClient(
  sandbox: Sandbox,
  profile = 'dev',
  env: Readonly<Record<string, string>> = {},
): Promise<ClientEnd> {
  await builtHost();
  const started = performance.now();
  const end = await runProgram(sandbox, ['credential-process', '--profile', profile], env);
  return { ...end, ms: performance.now() - started };
}

/** Whether a text contains a secret part of the keys. */
export const hasSecret = (text: string): boolean => text.includes(CANARY);
