import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { until } from '../../waiting.ts';
import { temporaryFolder } from './sandbox.ts';

/** The path of the program sshd. sshd refuses to start if it is not called with its absolute path. */
const SSHD = ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));
const hasClient = spawnSync('ssh', ['-V']).status === 0;

/**
 * sshd refuses a login as a user whose account is locked, even with a key. Only root can find out whether an account is
 * locked.
 */
function isLocked(): boolean {
  try {
    return readFileSync('/etc/shadow', 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${userInfo().username}:!`));
  } catch {
    return false;
  }
}

function whyNot(): string | null {
  if (SSHD === undefined) return 'there is no sshd';
  if (!hasClient) return 'there is no program ssh';
  return isLocked() ? 'sshd refuses the account of this user, which is locked' : null;
}

/** The reason why an ssh server cannot run on this machine, or null if it can run. */
export const noSshd: string | null = whyNot();

/** A running ssh server on this computer, with its own port, keys and home folder. */
export interface SshServer {
  /** The home folder of every user who logs in. */
  readonly home: string;
  /** The path of a configuration file for the ssh client. In this file, the name of the server is `box`. */
  readonly clientConfig: string;
  stop(): void;
}

function makeKey(path: string): void {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts sshd. @returns null if another program already uses the port */
async function startOn(port: number, config: string): Promise<ChildProcess | null> {
  const child = spawn(SSHD ?? '', ['-D', '-e', '-f', config, '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  // The event `exit` can come before the last output. So sshd has ended only after the event `close`.
  let hasEnded = false;
  child.on('close', () => {
    hasEnded = true;
  });
  await until(() => log.includes('Server listening on') || hasEnded);
  if (!hasEnded) return child;
  if (log.includes('Address already in use')) return null;
  throw new Error(`sshd ended: ${log}`);
}

/** @param more lines that are added to the configuration of the server */
export async function startSshd(more: readonly string[] = []): Promise<SshServer> {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const [hostKey, userKey] = [join(folder, 'host'), join(folder, 'user')];
  for (const key of [hostKey, userKey]) makeKey(key);
  // If root runs sshd, sshd needs this folder for its processes without root's rights.
  if (process.geteuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    [
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      'PrintMotd no',
      `SetEnv HOME=${home} SHELL=/bin/sh`,
      ...more,
      '',
    ].join('\n'),
  );
  for (let attempt = 0; attempt < 10; attempt++) {
    const port = await freePort();
    const child = await startOn(port, config);
    if (child === null) continue;
    const known = join(folder, 'known_hosts');
    const { stdout } = spawnSync('ssh-keygen', ['-y', '-f', hostKey], { encoding: 'utf8' });
    writeFileSync(known, `[127.0.0.1]:${port} ${stdout}`);
    const clientConfig = join(folder, 'ssh_config');
    writeFileSync(
      clientConfig,
      [
        'Host box',
        '  HostName 127.0.0.1',
        `  Port ${port}`,
        `  User ${userInfo().username}`,
        `  IdentityFile ${userKey}`,
        '  IdentitiesOnly yes',
        '  IdentityAgent none',
        `  UserKnownHostsFile ${known}`,
        '  GlobalKnownHostsFile /dev/null',
        '  StrictHostKeyChecking yes',
        '  BatchMode yes',
        '',
      ].join('\n'),
    );
    chmodSync(userKey, 0o600);
    return { home, clientConfig, stop: () => void child.kill('SIGKILL') };
  }
  throw new Error('every port was in use');
}
