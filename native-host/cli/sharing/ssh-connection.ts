import { type ChildProcess, spawn } from 'node:child_process';
import { KeyferryError } from '#core/errors.ts';
import { pathProblem, prepareCommand, remoteSocketIn } from './ssh-remote.ts';

/*
 * The connection to an ssh host. Keyferry forwards the socket and runs the login shell over the same connection. A
 * simple `ssh -R` is not enough. It would fail if the socket of an earlier session still existed on the host, because
 * ssh does not remove old sockets.
 */

/** The largest number of characters that the host may print before it prints the path of its socket. */
const MAX_NOISE = 64 * 1024;
/** If a connection does not end by itself within this time, in ms, Keyferry ends it. */
const END_MS = 3000;

/** The host to connect to, and the options for ssh. */
export interface SshTarget {
  readonly host: string;
  /** Options of the user for ssh. */
  readonly options: readonly string[];
  /** Path of the control socket, with which several ssh processes use one connection. */
  readonly control: string;
}

/** An open connection. */
export interface SshConnection {
  /** Path of the socket on the host. The socket exists only after `forward`. */
  readonly remoteSocket: string;
  /** Removes the socket on the host, and ends the connection. */
  close(): Promise<void>;
  /** Ends the connection at once. */
  kill(): void;
}

const failed = (host: string, why: string): KeyferryError => new KeyferryError('SSH_FAILED', { host, why });

/**
 * Keyferry's own options for ssh. They come before the user's options, because ssh uses the first value if an option is
 * given twice.
 */
export const ownOptions = ({ control }: SshTarget): readonly string[] => ['-S', control, '-o', 'RemoteCommand=none'];

/** Waits until the host prints the path of its socket. There is no time limit: the user may have to type a password. */
function readSocket(master: ChildProcess, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk;
      const path = remoteSocketIn(text);
      if (path === null && text.length <= MAX_NOISE) return;
      // Keyferry ignores all later output of ssh.
      master.stdout?.off('data', take).resume();
      if (path !== null) resolve(path);
      else reject(failed(host, 'the host printed unexpected text'));
    };
    master.stdout?.on('data', take);
    master.on('error', (error: NodeJS.ErrnoException) => {
      reject(failed(host, error.code === 'ENOENT' ? 'there is no program ssh here' : 'ssh could not be started'));
    });
    master.on('exit', (code) => reject(failed(host, `ssh ended with the status ${code ?? 'of a signal'}`)));
  });
}

/** Ends the command on the host. Before this command ends, it removes the socket on the host. */
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
 * Connects to the host and prepares a folder for a socket there. ssh asks for passwords on the terminal.
 * @param onStart is called with a function that ends the connection at once
 * @throws KeyferryError SSH_FAILED
 */
export async function connectSsh(target: SshTarget, onStart: (kill: () => void) => void): Promise<SshConnection> {
  const { host, options } = target;
  const own = ['-M', ...ownOptions(target), '-o', 'ControlPersist=no'];
  const words = [...own, ...options, '-T', host, prepareCommand];
  const master = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  // If ssh has already ended, an error occurs when Keyferry closes the input of ssh. This error is ignored.
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
 * Forwards the socket on the host to a local socket. Here, ssh must not read the user's ssh configuration. Otherwise,
 * ssh would repeat all forwardings in that configuration.
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
