import { type ChildProcess, spawn } from 'node:child_process';
import { KeyferryError } from '#core/errors.ts';
import { pathProblem, prepareCommand, remoteSocketIn } from './ssh-remote.ts';

/*
 * One connection to the host, which the forwarding and the login shell share. A plain `ssh -R` would fail if a socket of
 * an earlier session is still there, because ssh does not remove the old socket.
 */

/** The most characters that the host may print before it names its socket. */
const MAX_NOISE = 64 * 1024;
/** If a connection does not end by itself within this time, in ms, Keyferry ends it. */
const END_MS = 3000;

/** Where to connect, and how. */
export interface SshTarget {
  readonly host: string;
  /** Options that the user passes on to ssh. */
  readonly options: readonly string[];
  /** Path of the control socket. */
  readonly control: string;
}

/** An open connection. */
export interface SshConnection {
  /** Path of the socket on the host. Nothing is there before `forward`. */
  readonly remoteSocket: string;
  /** Removes the socket on the host, and ends the connection. */
  close(): Promise<void>;
  /** Ends the connection at once. */
  kill(): void;
}

const failed = (host: string, why: string): KeyferryError => new KeyferryError('SSH_FAILED', { host, why });

/** Keyferry's own options. They stand before the user's options, because ssh takes the first value of an option. */
export const ownOptions = ({ control }: SshTarget): readonly string[] => ['-S', control, '-o', 'RemoteCommand=none'];

/** Waits until the host prints the path of its socket. There is no time limit: the user may have to type a password. */
function readSocket(master: ChildProcess, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk;
      const path = remoteSocketIn(text);
      if (path === null && text.length <= MAX_NOISE) return;
      // Whatever ssh prints after this is dropped.
      master.stdout?.off('data', take).resume();
      if (path !== null) resolve(path);
      else reject(failed(host, 'it printed something else'));
    };
    master.stdout?.on('data', take);
    master.on('error', (error: NodeJS.ErrnoException) => {
      reject(failed(host, error.code === 'ENOENT' ? 'there is no program ssh here' : 'ssh could not be started'));
    });
    master.on('exit', (code) => reject(failed(host, `ssh ended with the status ${code ?? 'of a signal'}`)));
  });
}

/** Ends the remote command, which then removes its socket. */
function end(master: ChildProcess): Promise<void> {
  if (master.exitCode !== null || master.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => master.kill(), END_MS);
    master.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    master.stdin?.end();
  });
}

/**
 * Connects, and prepares the place for a socket. ssh asks for passwords on the terminal.
 * @param onStart gets a function that ends the connection at once
 * @throws KeyferryError SSH_FAILED
 */
export async function connectSsh(target: SshTarget, onStart: (kill: () => void) => void): Promise<SshConnection> {
  const { host, options } = target;
  const own = ['-M', ...ownOptions(target), '-o', 'ControlPersist=no'];
  const words = [...own, ...options, '-T', host, prepareCommand];
  const master = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  // If ssh ends before its input is closed, writing to the input fails. This error does not matter.
  master.stdin?.on('error', () => {});
  const kill = () => void master.kill();
  onStart(kill);
  const remoteSocket = await readSocket(master, host);
  const problem = pathProblem(remoteSocket);
  if (problem === null) return { remoteSocket, kill, close: () => end(master) };
  await end(master);
  throw failed(host, problem);
}

/**
 * Forwards the socket on the host to a local socket. Here ssh does not read the user's configuration. Otherwise it
 * would also repeat all forwardings of that configuration.
 * @throws KeyferryError SSH_FAILED
 */
export function forward({ host, control }: SshTarget, remoteSocket: string, localSocket: string): Promise<void> {
  const words = ['-F', 'none', '-S', control, '-O', 'forward', '-R', `${remoteSocket}:${localSocket}`, host];
  const child = spawn('ssh', words, { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', () => reject(failed(host, 'ssh could not be started')));
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(failed(host, 'its ssh server does not allow forwarding a socket'));
    });
  });
}
