import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../waiting.ts';
import {
  ACCOUNT,
  askKeys,
  type Frame,
  hasSecret,
  INSTALLATION,
  keysReply,
  LiveHost,
  liveRecordIn,
  OTHER_INSTALLATION,
  putLiveProfiles,
  refusal,
  runClient,
  socketFolderOf,
  socketOf,
} from './rig/live-host.ts';
import { patience, patient, USUAL_LIMITS } from './rig/patience.ts';
import { keysFor, PORTAL } from './rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox, temporaryFolder } from './rig/sandbox.ts';

/** The beginning of a command that starts a program. This program sees only its own processes, as in a container. */
const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc'];
const hasNamespaces = spawnSync(NAMESPACE[0] ?? '', [...NAMESPACE.slice(1), 'true']).status === 0;

let sandbox: Sandbox;
const servers: Server[] = [];
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putLiveProfiles(sandbox);
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const NO_BROWSER = `keyferry: The browser that set up the profile dev does not answer. Start it and sign in at ${PORTAL}, then run the command again. If it runs already, set the profile up again in Keyferry.\n`;
const failed = (stderr: unknown) => ({ code: 1, stdout: '', stderr });
/**
 * Calls `ask` until the host knows which process asked. The host finds the process with the program `ss`. On a busy
 * machine, `ss` may take too long, and the host then sends the request without this check.
 * @returns what the host told the browser about the process
 */
const lastVerified = (host: LiveHost, ask: () => Promise<unknown>): Promise<Frame> =>
  until(async () => {
    await ask();
    const client = host.ofKind('live-credentials').at(-1)?.client as Frame;
    return client.isVerified ? client : null;
  });

const sentence = (text: string) => failed(`keyferry: ${text}\n`);

/**
 * Creates a socket that does not belong to a host. The name of the socket contains the id of a running process, and the
 * socket is newer than all other sockets.
 */
async function plant(answer: string | null, name = `${process.pid}.sock`): Promise<string> {
  const folder = socketFolderOf(sandbox);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      if (answer !== null) socket.end(answer);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  chmodSync(path, 0o600);
  utimesSync(path, new Date(), new Date(Date.now() + 60_000));
  return path;
}
const answerWith = (fields: object): string =>
  `${JSON.stringify({ v: 1, ok: true, accountId: ACCOUNT, ...keysFor('live'), expiration: Date.now() + 3_600_000, ...fields })}\n`;

describe('keyferry credential-process', () => {
  it('prints one JSON object with exactly the fields that AWS clients read, and nothing on stderr', async () => {
    const host = await LiveHost.serving(sandbox);
    const expiration = Date.UTC(2098, 0, 1);
    host.respond = () => keysReply(ACCOUNT, expiration);
    const before = Date.now();
    const { code, stdout, stderr } = await runClient(sandbox);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { Expiration, ...keys } = JSON.parse(stdout);
    const { accessKeyId, secretAccessKey, sessionToken } = keysFor('live');
    expect(keys).toEqual({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      AccountId: ACCOUNT,
    });
    expect(stdout.endsWith('}\n')).toBe(true);
    // The client prints that the keys expire in at most 12 h, because the keys of a role are never valid for longer.
    expect(Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(Expiration) - before - 12 * 3_600_000)).toBeLessThan(60_000);
  });

  it('makes the host report the asking program, its script and its folder to the extension (needs ss)', async () => {
    if (!existsSync('/usr/bin/ss') && !existsSync('/bin/ss')) {
      console.log('not checked: this machine has no ss');
      return;
    }
    const host = await LiveHost.serving(sandbox);
    const script = join(sandbox.home, 'deploy.py');
    const command = [process.execPath, await builtHost(), 'credential-process', '--profile', 'dev'];
    // The host must report that the script asks for the keys, although a shell runs between the script and the client.
    writeFileSync(
      script,
      `import subprocess,sys\nsys.exit(subprocess.run(["/bin/sh","-c",'"$@"; exit $?',"sh",*${JSON.stringify(command)}]).returncode)\n`,
    );
    const env = { ...sandbox.env, CLAUDECODE: '1' };
    const client = await lastVerified(host, async () => {
      const child = spawn('python3', ['-W', 'ignore', script], { env, cwd: sandbox.home, stdio: 'ignore' });
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    });
    expect(client).toMatchObject({
      program: expect.stringMatching(/^python/),
      script: 'deploy.py',
      folder: sandbox.home,
      agent: 'CLAUDECODE',
      isVerified: true,
    });
  });

  it('makes the host report a request as not verified if the request contains the id of another process', async () => {
    const host = await LiveHost.serving(sandbox);
    const path = socketOf(sandbox, host);
    for (const pid of [host.pid, 1, 2 ** 30]) await askKeys(path, 'dev', { program: 'aws', pid });
    await askKeys(path, 'dev', { program: 'aws' });
    expect(host.ofKind('live-credentials').map(({ client }) => client)).toEqual(
      Array.from({ length: 4 }, () => ({ program: 'aws', isVerified: false })),
    );
    if (existsSync('/usr/bin/ss') || existsSync('/bin/ss')) {
      const client = await lastVerified(host, () => askKeys(path, 'dev', { program: 'aws', pid: process.pid }));
      expect(client).toMatchObject({
        program: expect.stringMatching(/^node/),
        isVerified: true,
      });
    }
  });

  it.each([
    ['LIVE_REFUSED', 'Keyferry gives out no keys for the profile dev now.'],
    ['LIVE_ASKING', 'Keyferry asks in the browser.'],
    ['LIVE_SIGN_IN', 'The portal session has ended.'],
    ['THROTTLED', 'The portal asks to wait.'],
    ['A_NEWER_CODE', 'Something new.'],
  ])(
    'attack 41: after a refusal with the code %s, prints one sentence to stderr and nothing to stdout',
    async (code, text) => {
      const host = await LiveHost.serving(sandbox);
      host.respond = () => refusal(code, text);
      expect(await runClient(sandbox)).toMatchObject(sentence(text));
    },
  );

  it('removes keys, line breaks and control characters from a sentence of the host before it prints the sentence', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_REFUSED', `a\u001b[31mb\nc ${'KEYFERRYCANARY/secret'.repeat(4)}`);
    const { stderr } = await runClient(sandbox);
    expect(stderr).toMatch(/^keyferry: [^\n]*\n$/);
    expect(stderr.includes('\u001b') || hasSecret(stderr)).toBe(false);
  });

  it('says that a profile was never set up', async () => {
    await LiveHost.serving(sandbox);
    expect(await runClient(sandbox, 'prod')).toMatchObject(
      sentence('The profile prod is not set up for live keys. Open its role in the popup and set it up again.'),
    );
  });

  it('says that the profile must be set up again if a person has renamed its section', async () => {
    await LiveHost.serving(sandbox);
    sandbox.put(sandbox.config, '[profile renamed]\nregion = eu-west-1\n');
    expect(await runClient(sandbox)).toMatchObject(failed(expect.stringMatching(/set it up again/)));
  });

  it('attack 41: says at once where to sign in if no browser runs', async () => {
    // In this client, each time limit from 1 ms to 9 s is an hour. So the test passes only if the client does not wait.
    expect(await runClient(sandbox, 'dev', patience(1))).toMatchObject(failed(NO_BROWSER));
  });

  it('attack 41: if the browser never answers, prints one sentence within 5 s and nothing to stdout', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => null;
    expect(await runClient(sandbox, 'dev', USUAL_LIMITS)).toMatchObject(failed(NO_BROWSER));
    // The host tells the extension to cancel the request.
    expect(await host.request('live-cancel')).toMatchObject({ kind: 'live-cancel' });
    // This client behaves as if it had started 5 s ago. Each time limit from 1 ms to 9 s is an hour. So the client ends
    // only if it finds that its time is over.
    const late = { ...patience(1), KEYFERRY_TEST_UPTIME: '5' };
    expect(await runClient(sandbox, 'dev', late)).toMatchObject(failed(NO_BROWSER));
  });

  it('attack 41: if the host is killed before it answers, prints one sentence and nothing to stdout', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => null;
    const client = runClient(sandbox);
    await host.request('live-credentials');
    host.child.kill('SIGKILL');
    const done = await client;
    expect(done).toMatchObject(failed(NO_BROWSER));
  });

  it('removes the socket of a killed host, and then gets keys from the next browser', async () => {
    const host = await LiveHost.serving(sandbox);
    host.child.kill('SIGKILL');
    await host.ended;
    expect(existsSync(socketOf(sandbox, host))).toBe(true);
    await runClient(sandbox);
    expect(existsSync(socketOf(sandbox, host))).toBe(false);
    await LiveHost.serving(sandbox);
    expect(await runClient(sandbox)).toMatchObject({ code: 0 });
  });

  it.skipIf(!hasNamespaces)(
    `attack 66: in a container, removes no socket of a host outside the container, and gets keys from that host${hasNamespaces ? '' : ' (skipped: unshare --pid does not work here)'}`,
    async () => {
      const host = await LiveHost.serving(sandbox);
      const [program = '', ...args] = [
        ...NAMESPACE,
        process.execPath,
        await builtHost(),
        'credential-process',
        '--profile',
        'dev',
      ];
      const done = spawn(program, args, { env: sandbox.env, stdio: ['ignore', 'pipe', 'inherit'] });
      let stdout = '';
      done.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      await new Promise((end) => done.on('close', end));
      expect(JSON.parse(stdout)).toMatchObject({ AccountId: ACCOUNT });
      expect(existsSync(socketOf(sandbox, host))).toBe(true);
    },
  );

  it('needs --profile, accepts no other argument, and has a help text with an example', async () => {
    const run = async (...args: string[]) =>
      spawnSync(process.execPath, [await builtHost(), 'credential-process', ...args], {
        env: sandbox.env,
        encoding: 'utf8',
      });
    expect(await run()).toMatchObject({ status: 2, stdout: '' });
    expect(await run('dev')).toMatchObject({ status: 2, stdout: '' });
    const help = await run('--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain('credential_process = /');
  });
});

describe('with several sockets of hosts', () => {
  it('attack 40: the client gets the keys of each of two profiles only from the browser that set up the profile', async () => {
    const others = {
      accountId: '222233334444',
      installation: OTHER_INSTALLATION,
      portal: 'https://other.awsapps.com/start',
    };
    putLiveProfiles(sandbox, [{ name: 'dev' }, { name: 'other', ...others }]);
    const first = await LiveHost.serving(sandbox, INSTALLATION);
    const second = await LiveHost.serving(sandbox, OTHER_INSTALLATION);
    second.respond = () => keysReply('222233334444');
    expect(JSON.parse((await runClient(sandbox, 'dev')).stdout).AccountId).toBe(ACCOUNT);
    expect(JSON.parse((await runClient(sandbox, 'other')).stdout).AccountId).toBe('222233334444');
    expect([first.ofKind('live-credentials').length, second.ofKind('live-credentials').length]).toEqual([1, 1]);
  });

  it('attack 60: if only another browser runs, the client says that the browser of the profile must be started', async () => {
    const host = await LiveHost.serving(sandbox, OTHER_INSTALLATION);
    expect(await runClient(sandbox)).toMatchObject(failed(NO_BROWSER));
    expect(host.requests).toEqual([]);
  });

  it('attack 40: the client asks the next host after a second if the newest host does not answer', async () => {
    await LiveHost.serving(sandbox);
    const frozen = await LiveHost.serving(sandbox);
    frozen.child.kill('SIGSTOP');
    const done = await runClient(sandbox);
    frozen.child.kill('SIGCONT');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.ms).toBeGreaterThan(900);
  });

  it('the client uses the answer of a slow host, even after it has also asked the next host', async () => {
    const older = await LiveHost.serving(sandbox);
    older.respond = () => null;
    const slow = await LiveHost.serving(sandbox);
    slow.respond = () => null;
    const client = runClient(sandbox);
    const { id } = await slow.request('live-credentials');
    await older.request('live-credentials');
    slow.write({ v: 1, id, ...keysReply() });
    expect(await client).toMatchObject({ code: 0, stderr: '' });
  });

  it('attack 59: the client refuses keys of another account from a planted socket, and gets the right keys from the real host', async () => {
    await LiveHost.serving(sandbox);
    await plant(answerWith({ accountId: '999999999999' }));
    expect(JSON.parse((await runClient(sandbox)).stdout).AccountId).toBe(ACCOUNT);
  });

  it('attack 59: the client gives out no keys of another account if only the planted socket answers', async () => {
    await plant(answerWith({ accountId: '999999999999' }));
    const { code, stdout, stderr } = await runClient(sandbox);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/The keys are of account 999999999999/);
    expect(hasSecret(stderr)).toBe(false);
  });

  it('attack 59: the client refuses keys of another role of the same account, and names the role of these keys', async () => {
    await plant(answerWith({ roleName: 'ReadOnly' }));
    const { code, stdout, stderr } = await runClient(sandbox);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/The keys are of the role ReadOnly, but the profile dev was set up for Admin\./);
    const host = await LiveHost.serving(sandbox);
    expect(JSON.parse((await runClient(sandbox)).stdout)).toMatchObject({ AccountId: ACCOUNT });
    expect(host.requests).toHaveLength(1);
  });

  it('the client refuses keys if the extension names another role, and accepts keys if an older extension names no role', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => ({ ...keysReply(), roleName: 'ReadOnly' });
    expect(await runClient(sandbox)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/ReadOnly/) });
    for (const role of [{}, { roleName: 'Admin' }]) {
      host.respond = () => ({ ...keysReply(), ...role });
      expect(await runClient(sandbox)).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it.each([
    ['a role that is no role', answerWith({ roleName: '../x' })],
    ['keys that have expired', answerWith({ expiration: Date.now() - 1000 })],
    ['keys without an end', answerWith({ expiration: null })],
    ['a line break in the token', answerWith({ sessionToken: 'a\nb' })],
    ['no JSON', 'KEYFERRYCANARY\n'],
    ['half a line', '{"v":1,"ok":true'],
    ['two lines', answerWith({}).repeat(2)],
    ['another version', answerWith({ v: 2 })],
    ['a token that is too long', answerWith({ sessionToken: 'T'.repeat(8000) })],
    ['only text of an endless line', 'x'.repeat(100_000)],
    ['nothing', ''],
  ])(
    'attack 59: the client skips a planted socket that answers with %s, and prints nothing of the answer',
    async (_, answer) => {
      await LiveHost.serving(sandbox);
      await plant(answer);
      const done = await runClient(sandbox);
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(done.stdout)).toMatchObject({ Version: 1, AccountId: ACCOUNT });
    },
  );

  it('attack 59: the client prints only those fields of an answer that it has checked', async () => {
    await plant(answerWith({ extra: 'x', Version: 7, AccountId: '999999999999' }));
    const printed = JSON.parse((await runClient(sandbox)).stdout);
    expect(printed).toMatchObject({ Version: 1, AccountId: ACCOUNT });
    expect(Object.keys(printed)).not.toContain('extra');
  });

  it('attack 59: the client uses no socket that other users may write to, no link and no socket with a wrong name', async () => {
    const secret = answerWith({});
    chmodSync(await plant(secret), 0o666);
    await plant(secret, 'newest.sock');
    const elsewhere = await plant(secret, 'x');
    symlinkSync(elsewhere, join(socketFolderOf(sandbox), `${process.ppid}.sock`));
    expect(await runClient(sandbox)).toMatchObject(failed(NO_BROWSER));
  });

  it('the client connects again if the queue of connections of a host is full', async () => {
    const folder = socketFolderOf(sandbox);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${process.pid}.sock`);
    // The system's queue for this socket has room for one connection. All other connections fail with EAGAIN until the
    // program accepts the first connection.
    const script = [
      'import os,socket,sys,time',
      's=socket.socket(socket.AF_UNIX); os.umask(0o177); s.bind(sys.argv[1]); s.listen(0); print("ready",flush=True)',
      'sys.stdin.readline()',
      'while True:',
      '  c=s.accept()[0]',
      '  if c.recv(5000): c.sendall(sys.argv[2].encode())',
      '  c.close()',
    ].join('\n');
    const server = spawn('python3', ['-c', script, path, answerWith({})], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await new Promise((resolve) => server.stdout.once('data', resolve));
      const blockers = Array.from({ length: 2 }, () => connect(path).on('error', () => {}));
      await expect.poll(() => blockers.filter(({ connecting }) => !connecting).length).toBeGreaterThan(0);
      const client = runClient(sandbox);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const each of blockers) each.destroy();
      server.stdin.write('go\n');
      expect(await client).toMatchObject({ code: 0, stderr: '' });
    } finally {
      server.kill();
    }
  });

  it('the client says that the host has too many requests if the host stays busy', async () => {
    await plant(`${JSON.stringify({ v: 1, ok: false, code: 'LIVE_BUSY', message: 'busy' })}\n`);
    const client = await runClient(sandbox, 'dev', USUAL_LIMITS);
    expect(client).toMatchObject(sentence('Keyferry has too many requests at once. Run the command again.'));
  });

  it('the client skips a socket whose process runs but does not listen on it, and does not remove the socket', async () => {
    const path = await plant('');
    servers.pop()?.close();
    spawnSync('python3', ['-c', 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])', path]);
    chmodSync(path, 0o600);
    expect(await runClient(sandbox)).toMatchObject(failed(NO_BROWSER));
    expect(existsSync(path)).toBe(true);
  });
});

describe('an unsafe folder of sockets', () => {
  it.each([0o777, 0o750])('attack 39: a socket folder with the mode %o is not used by the client', async (bits) => {
    const host = await LiveHost.serving(sandbox);
    chmodSync(socketFolderOf(sandbox), bits);
    expect(await runClient(sandbox)).toMatchObject(failed(expect.stringMatching(/other users may open it/)));
    expect(host.requests).toEqual([]);
  });

  it('attack 39: a socket folder that is a link is not used by the client', async () => {
    const host = await LiveHost.serving(sandbox);
    const real = join(temporaryFolder(), 'run');
    mkdirSync(real, { mode: 0o700 });
    rmSync(socketFolderOf(sandbox), { recursive: true });
    symlinkSync(real, socketFolderOf(sandbox));
    expect(await runClient(sandbox)).toMatchObject(failed(expect.stringMatching(/it is a link/)));
    expect(host.requests).toEqual([]);
  });
});

describe('the variable KEYFERRY_SOCKET', () => {
  it('names the only socket that the client uses, even in a home folder without live profiles', async () => {
    const host = await LiveHost.serving(sandbox);
    const container = makeSandbox();
    const socket = { KEYFERRY_SOCKET: socketOf(sandbox, host) };
    expect(await runClient(container, 'dev', socket)).toMatchObject({ code: 0, stderr: '' });
    expect(await runClient(container, 'prod', socket)).toMatchObject(
      failed(expect.stringMatching(/browser that set up/)),
    );
  });

  it.each(['relative.sock', '/nowhere/a.sock', '/etc/hostname'])(
    'with the value %s, makes the client print a sentence and no keys',
    async (path) => {
      await LiveHost.serving(sandbox);
      expect(await runClient(sandbox, 'dev', { KEYFERRY_SOCKET: path })).toMatchObject(
        failed(expect.stringMatching(/it is not a socket/)),
      );
    },
  );
});

describe('a run of client and host', () => {
  it('leaves no key in any file below the home folder, and none on the stderr of the host', async () => {
    const host = await LiveHost.serving(sandbox);
    expect(hasSecret((await runClient(sandbox)).stdout)).toBe(true);
    host.respond = () => refusal('LIVE_REFUSED');
    await runClient(sandbox);
    await host.end();
    const files = readdirSync(sandbox.home, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files).toContain(liveRecordIn(sandbox.home));
    expect(files.filter((path) => hasSecret(sandbox.read(path)))).toEqual([]);
    expect(host.stderr).toBe('');
  });
});
