import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, win32 } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { CHROMIUM_CALLER, frame, type Reply, readFrames } from '../../process/rig/host.ts';
import { Agent, type SpawnOptions, type WindowsEnded, type WindowsProcess } from './agent.ts';

/** The folder of a prepared wine prefix, and the path of node.exe. scripts/testing/wine.ts sets both variables. */
const prefix = process.env.KEYFERRY_TEST_WINE_PREFIX ?? '';
const node = process.env.KEYFERRY_TEST_WINDOWS_NODE ?? '';

/** The end of a test title: the reason why the Windows tests cannot run here, or an empty text if they can run. */
export const whyNotWindows = prefix && node ? '' : ': needs a wine prefix (npm run test:windows makes one)';
/** The end of a test title: the reason why the long tests do not run, or an empty text if they run. */
export const whyNotLong =
  whyNotWindows || (process.env.KEYFERRY_SOAK === '1' ? '' : ': a long form (npm run test:windows)');

/** The path of node.exe inside the wine prefix. */
export const WINDOWS_NODE = 'C:\\Program Files\\nodejs\\node.exe';
const PROGRAM_FOLDER = 'C:\\keyferry-build';
const PROGRAM = `${PROGRAM_FOLDER}\\keyferry.cjs`;

/** The Linux path of a file on drive C. */
export const onLinux = (path: string): string => join(prefix, 'drive_c', path.slice(3).replaceAll('\\', '/'));

/** The exit code and the output of a Windows program. */
export interface WindowsDone {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const done = ({ code, stdout, stderr }: WindowsEnded): WindowsDone => ({ status: code, stdout: `${stdout}`, stderr });

/** A host that runs under wine. Tests send requests to it as a browser does. */
export class WindowsHost {
  readonly process: WindowsProcess;

  constructor(process: WindowsProcess) {
    this.process = process;
  }

  /** Sends a request and waits for the reply with its id. */
  ask(request: { readonly id: number }): Promise<Reply> {
    this.process.write(frame(request));
    return this.process.until((stdout) => completeFrames(stdout).find(({ id }) => id === request.id));
  }
}

function completeFrames(bytes: Buffer): Reply[] {
  let at = 0;
  while (at + 4 <= bytes.length && at + 4 + bytes.readUInt32LE(at) <= bytes.length) at += 4 + bytes.readUInt32LE(at);
  return readFrames(bytes.subarray(0, at));
}

/** A temporary user of Windows. All paths of this user are Windows paths. */
export class WindowsUser {
  readonly home: string;
  readonly credentials: string;
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #agent: Agent;

  /**
   * Makes the folders of the user.
   * @param name the name of the user's folder in C:\Users
   */
  constructor(agent: Agent, name: string) {
    this.#agent = agent;
    this.home = `C:\\Users\\${name}`;
    this.credentials = `${this.home}\\.aws\\credentials`;
    this.config = `${this.home}\\.aws\\config`;
    this.env = {
      SystemRoot: 'C:\\windows',
      SystemDrive: 'C:',
      ComSpec: 'C:\\windows\\system32\\cmd.exe',
      PATH: 'C:\\windows\\system32;C:\\windows',
      PATHEXT: '.COM;.EXE;.BAT;.CMD',
      TEMP: 'C:\\windows\\temp',
      TMP: 'C:\\windows\\temp',
      ProgramFiles: 'C:\\Program Files',
      USERNAME: name,
      USERPROFILE: this.home,
      LOCALAPPDATA: `${this.home}\\AppData\\Local`,
      APPDATA: `${this.home}\\AppData\\Roaming`,
    };
    mkdirSync(onLinux(`${this.home}\\AppData\\Local`), { recursive: true });
    mkdirSync(onLinux(`${this.home}\\AppData\\Roaming`), { recursive: true });
  }

  /** Writes a file, and creates its folder if it is missing. */
  put(path: string, text: string): void {
    mkdirSync(dirname(onLinux(path)), { recursive: true });
    writeFileSync(onLinux(path), text);
  }

  read(path = this.credentials): string {
    return readFileSync(onLinux(path), 'utf8');
  }

  /** The names of the files in the AWS folder or in another folder. */
  names(folder = `${this.home}\\.aws`): string[] {
    return readdirSync(onLinux(folder)).sort();
  }

  /** Starts a program with real pipes. */
  spawn(program: string, args: readonly string[], options: Partial<SpawnOptions> = {}): WindowsProcess {
    const env = { ...this.env, ...options.env };
    return this.#agent.spawn(program, args, { cwd: 'C:\\', ...options, env });
  }

  async run(program: string, args: readonly string[], options: Partial<SpawnOptions> = {}): Promise<WindowsDone> {
    return done(await this.spawn(program, args, options).end());
  }

  /** Runs the built program as a person does at the command line. */
  keyferry(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<WindowsDone> {
    return this.run(WINDOWS_NODE, [PROGRAM, ...args], { env });
  }

  /**
   * Starts the built host as a browser does.
   * @param hook options for Node, which Node gets before the path of the program
   */
  host(env: Readonly<Record<string, string>> = {}, hook: readonly string[] = []): WindowsHost {
    return new WindowsHost(this.spawn(WINDOWS_NODE, [...hook, PROGRAM, CHROMIUM_CALLER], { env }));
  }

  /** Starts a host, sends one request, then ends the host. */
  async ask(request: { readonly id: number }, env: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const host = this.host(env);
    const reply = await host.ask(request);
    await host.process.end();
    return reply;
  }

  /** Starts a wrapper with cmd.exe. The command line is the same as in Chromium. */
  wrapper(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): WindowsHost {
    const line = `""${path}" ${args.map((each) => `"${each}"`).join(' ')}"`;
    const options = { env, windowsVerbatimArguments: true };
    return new WindowsHost(this.spawn(this.env.ComSpec ?? '', ['/d', '/s', '/c', line], options));
  }

  hold(path: string): Promise<() => void> {
    return this.#agent.hold(path);
  }
}

let agent: Agent | null = null;
let users = 0;

/** Makes a new user. The test file must call `useWindows` first. */
export function newUser(name = `user${process.pid}x${++users}`): WindowsUser {
  if (!agent) throw new Error('useWindows() has not run');
  return new WindowsUser(agent, name);
}

/** Before the tests of a file, starts the agent, and copies Node and the built program to drive C. */
export function useWindows(): void {
  beforeAll(async () => {
    if (whyNotWindows) return;
    mkdirSync(dirname(onLinux(WINDOWS_NODE)), { recursive: true });
    cpSync(node, onLinux(WINDOWS_NODE));
    cpSync('dist/host', onLinux(PROGRAM_FOLDER), { recursive: true });
    agent = await Agent.start(WINDOWS_NODE, process.env, join(prefix, 'agent.log'));
  });
  afterAll(async () => agent?.stop());
}

/** The Windows path, on drive Z, of a file in this repository. */
export const fromRepository = (path: string): string =>
  win32.join('Z:\\', join(process.cwd(), path).replaceAll('/', '\\'));
