import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../waiting.ts';
import { fakeS3 } from './rig/fake-s3.ts';
import { ACCOUNT, LiveHost, putLiveProfiles } from './rig/live-host.ts';
import { patience, patient } from './rig/patience.ts';
import { keysFor } from './rig/requests.ts';
import { RunningCommand } from './rig/running-command.ts';
import { builtHost, makeSandbox, type Sandbox, temporaryFolder } from './rig/sandbox.ts';
import { noSshd, type SshServer, startSshd } from './rig/sshd.ts';

/** Sets the variables of `patience` in a shell on the remote host, because ssh does not pass variables on. */
const VARIABLES = Object.entries(patience())
  .map(([name, value]) => `${name}='${value}'`)
  .join(' ');

let sandbox: Sandbox;
beforeEach(() => {
  // If an ssh connection does not end within 3 s, Keyferry ends it. This limit must not change, so only limits of 3.5 s
  // and more become longer.
  sandbox = patient(makeSandbox(), 3500);
  putLiveProfiles(sandbox, [{}, { name: 'test', roleName: 'Tester' }, { name: 'prod', accountId: '444455556666' }]);
});

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  RunningCommand.start(['ssh', ...args], { ...sandbox.env, ...env });
const endOf = async (args: readonly string[]) => (await start(args)).ended;

describe('keyferry ssh', () => {
  it.each([
    ['no profile', ['box'], 'Name each live profile with --profile NAME'],
    ['no host', ['--profile', 'dev'], 'Name the host'],
    ['a host that looks like an option', ['--profile', 'dev', '-oProxyCommand=id'], "Unknown option '-o'"],
    ['a host after an empty option', ['--profile', 'dev', '-'], 'not the name of a host'],
    ['a host with a blank', ['--profile', 'dev', 'box id'], 'not the name of a host'],
    ['a host with a line break', ['--profile', 'dev', 'box\nid'], 'not the name of a host'],
    ['another host after --', ['--profile', 'dev', 'box', '--', 'other'], 'Only options of ssh may follow --'],
    ['a command after --', ['--profile', 'dev', 'box', '--', '-p', '22', 'id'], 'Only options of ssh may follow --'],
    ['a second --', ['--profile', 'dev', 'box', '--', '--', 'id'], 'Only options of ssh may follow --'],
    ['another control socket', ['--profile', 'dev', 'box', '--', '-S', 'x'], 'cannot use the option -S'],
    ['an option among others', ['--profile', 'dev', 'box', '--', '-4Nv'], 'cannot use the option -N'],
    [
      'an option without its value',
      ['--profile', 'dev', 'box', '--', '-v', '-p'],
      'The option -p of ssh needs a value',
    ],
  ])('attack 75: refuses %s with the exit status 2, and does not start ssh', async (_, args, text) => {
    expect(await endOf(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^keyferry: .*${text}.*keyferry ssh --help`)),
    });
  });

  it('refuses a profile that is not live', async () => {
    expect(await endOf(['box', '--profile', 'nothing'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The profile nothing is not set up for live keys'),
    });
  });

  it('--setup prints the settings that the remote host needs, and does not connect', async () => {
    const { code, stdout, stderr } = await endOf(['no.such.host', '--profile', 'dev', '--profile', 'test', '--setup']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['dev', 'test'])
      expect(stdout).toContain(
        `[profile ${name}]\ncredential_process = keyferry credential-process --profile ${name}\nregion = eu-west-1\n`,
      );
    expect(stdout).not.toContain('prod');
    expect(stdout.split('\n').every((line) => line === '' || /^(#|\[|\w+ = )/.test(line) || line.startsWith('#'))).toBe(
      true,
    );
  });
});

const hasCli = spawnSync('aws', ['--version']).status === 0;
const hasScript = spawnSync('script', ['--version']).status === 0;

if (noSshd) console.warn(`skipped: a part of test/process/ssh, because ${noSshd}`);

describe.skipIf(noSshd)('keyferry ssh with a real sshd (needs openssh-server)', () => {
  let server: SshServer;
  let client = '';
  beforeAll(async () => {
    server = await startSshd();
    client = `${VARIABLES} '${process.execPath}' '${await builtHost()}' credential-process --profile`;
  });
  afterAll(() => server?.stop());

  const sockets = () => {
    const folder = join(server.home, '.keyferry/ssh');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  /** Starts an ssh session, in which a login shell runs on the remote host. */
  async function login(profiles: readonly string[] = ['dev'], to = server): Promise<RunningCommand> {
    const names = profiles.flatMap((name) => ['--profile', name]);
    return start(['box', ...names, '--', '-F', to.clientConfig]);
  }

  let count = 0;
  /**
   * Runs a command in the shell of an ssh session.
   * @returns what the command printed, and the exit status of the command
   */
  async function inShell(session: RunningCommand, command: string): Promise<{ text: string; status: number }> {
    const mark = `end-of-${++count}`;
    const from = session.stdout.length;
    session.child.stdin?.write(`${command} 2>&1; echo "${mark} $?"\n`);
    const found = await until(() => {
      if (session.child.exitCode !== null) throw new Error(`the session ended: ${session.stderr}`);
      return new RegExp(`^([^]*)${mark} (\\d+)\\n`).exec(session.stdout.slice(from));
    });
    return { text: found[1] ?? '', status: Number(found[2]) };
  }

  it('starts a login shell on the remote host, where programs get keys from the browser on this computer', async () => {
    const host = await LiveHost.serving(sandbox);
    const session = await login(['dev', 'test']);
    const { text: path } = await inShell(session, 'printf %s "$KEYFERRY_SOCKET"');
    expect(path.startsWith(`${server.home}/.keyferry/ssh/`)).toBe(true);
    expect([statSync(path).mode & 0o777, statSync(join(path, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
    for (const name of ['dev', 'test']) {
      const { text, status } = await inShell(session, `${client} ${name}`);
      expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 0, AccountId: ACCOUNT });
    }
    expect(host.ofKind('live-credentials').map(({ client: by }) => by)).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ via: 'ssh box', isVerified: false })),
    );
    session.child.stdin?.write('exit 43\n');
    expect(await session.ended).toMatchObject({ code: 43 });
    await expect.poll(sockets).toEqual([]);
  });

  it('attack 75: a request for a profile that the command line does not name is refused, and the browser is not asked', async () => {
    const host = await LiveHost.serving(sandbox);
    const session = await login();
    const { text, status } = await inShell(session, `${client} prod`);
    expect({ text, status }).toEqual({
      status: 1,
      text: 'keyferry: This socket does not give keys of the profile prod. It gives only keys of the profiles that were named when it was opened.\n',
    });
    expect(host.requests).toEqual([]);
  });

  it('keyferry exec and the AWS CLI work on the remote host with the settings that --setup prints', async () => {
    await LiveHost.serving(sandbox);
    const { stdout: config } = await endOf(['box', '--profile', 'dev', '--setup']);
    const bin = join(server.home, 'bin');
    for (const folder of [bin, join(server.home, '.aws')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(server.home, '.aws/config'), config);
    const program = `#!/bin/sh\nexec '${process.execPath}' '${await builtHost()}' "$@"\n`;
    writeFileSync(join(bin, 'keyferry'), program, { mode: 0o755 });
    const session = await login();
    await inShell(session, `export ${VARIABLES} PATH='${bin}:${process.env.PATH}'`);
    expect(await inShell(session, 'keyferry exec dev -- printenv AWS_PROFILE AWS_REGION')).toEqual({
      status: 0,
      text: 'dev\neu-west-1\n',
    });
    if (!hasCli) {
      console.log('not checked: the AWS CLI over ssh, because this machine has no AWS CLI');
      return;
    }
    const s3 = await fakeS3();
    try {
      const list = `aws s3api list-objects-v2 --bucket bucket --endpoint-url '${s3.url}' --profile dev`;
      expect(await inShell(session, list)).toMatchObject({ status: 0 });
      expect(new Set(s3.keyIds)).toEqual(new Set([keysFor('live').accessKeyId]));
    } finally {
      s3.close();
    }
  });

  it.skipIf(!hasScript)('gives the remote shell a terminal, which gets Ctrl+C (needs the program script)', async () => {
    await LiveHost.serving(sandbox);
    const words = [
      process.execPath,
      await builtHost(),
      'ssh',
      'box',
      '--profile',
      'dev',
      '--',
      '-F',
      server.clientConfig,
    ];
    const line = words.map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], { env: sandbox.env, stdio: 'pipe' });
    const session = new RunningCommand(child);
    const shows = (text: string) => until(() => session.stdout.includes(text));
    // The terminal also shows the text that the test types. So this text must not contain the answer that the test
    // waits for.
    child.stdin.write('echo "ready-$((40 + 2))"\n');
    await shows('ready-42');
    child.stdin.write('[ -t 0 ] && [ -t 1 ] && echo "terminal-$((1 + 1))"\n');
    await shows('terminal-2');
    const prompts = () => session.stdout.split('at-12> ').length;
    child.stdin.write('PS1="at-$((3 * 4))> "\n');
    await shows('at-12> ');
    const before = prompts();
    child.stdin.write('cat\n');
    child.stdin.write('still-here\n');
    await until(() => session.stdout.split('still-here').length > 2);
    child.stdin.write('\u0003');
    // After Ctrl+C, the terminal and the shell discard all text that was typed before.
    await until(() => prompts() > before);
    child.stdin.write('echo "after-$((50 + 5))"\n');
    await shows('after-55');
    child.stdin.write('exit 44\n');
    expect(await session.ended).toMatchObject({ code: 44 });
  });

  it('uses separate sockets for two sessions at once, and one session still works after the other session has ended', async () => {
    await LiveHost.serving(sandbox);
    const [one, two] = [await login(['dev']), await login(['test'])];
    expect((await inShell(one, `${client} dev`)).status).toBe(0);
    expect((await inShell(two, `${client} test`)).status).toBe(0);
    expect((await inShell(one, `${client} test`)).status).toBe(1);
    await expect.poll(sockets).toHaveLength(2);
    await one.end();
    await expect.poll(sockets).toHaveLength(1);
    expect((await inShell(two, `${client} test`)).status).toBe(0);
    await two.end();
    await expect.poll(sockets).toEqual([]);
  });

  it('removes sockets that ended sessions have left on the remote host, and removes no other file', async () => {
    await LiveHost.serving(sandbox);
    const folder = join(server.home, '.keyferry/ssh');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const first = await login();
    const { text: path } = await inShell(first, 'printf %s "$KEYFERRY_SOCKET"');
    const stale = path.replace(/\d+\.sock$/, '9999999.sock');
    const listener = createServer().listen(stale);
    await until(() => listener.listening);
    // When this listener closes, Node removes the file `stale`. So the listener stays open until the end of the test.
    const kept = join(folder, 'mine.sock');
    writeFileSync(kept, '');
    const second = await login();
    expect((await inShell(second, `${client} dev`)).status).toBe(0);
    expect((await inShell(first, `${client} dev`)).status).toBe(0);
    expect([existsSync(stale), existsSync(kept)]).toEqual([false, true]);
    listener.close();
    for (const session of [first, second]) await session.end();
    await expect.poll(sockets).toEqual(['mine.sock']);
  });

  it('gives keys again after the browser on this computer was closed and started again', async () => {
    const host = await LiveHost.serving(sandbox);
    const session = await login();
    expect((await inShell(session, `${client} dev`)).status).toBe(0);
    await host.end();
    expect(await inShell(session, `${client} dev`)).toEqual({
      status: 1,
      text: expect.stringContaining('The browser that set up the profile dev does not answer.'),
    });
    await LiveHost.serving(sandbox);
    const { text, status } = await inShell(session, `${client} dev`);
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 0, AccessKeyId: keysFor('live').accessKeyId });
  });

  it('works after an earlier keyferry ssh was killed; a program that uses the socket of the killed session gets one sentence', async () => {
    await LiveHost.serving(sandbox);
    const killed = await login();
    const { text: path } = await inShell(killed, 'printf %s "$KEYFERRY_SOCKET"');
    killed.child.kill('SIGKILL');
    await new Promise((resolve) => killed.child.on('exit', resolve));
    const session = await login();
    expect((await inShell(session, `${client} dev`)).status).toBe(0);
    const old = await inShell(session, `KEYFERRY_SOCKET='${path}' ${client} dev`);
    expect(old.status).toBe(1);
    expect(old.text).toMatch(/^keyferry: [^\n]*\n$/);
  });

  it('leaves no files on this computer when a signal ends keyferry ssh', async () => {
    await LiveHost.serving(sandbox);
    const folder = temporaryFolder();
    const words = ['box', '--profile', 'dev', '--', '-F', server.clientConfig];
    const session = await start(words, { TMPDIR: folder });
    await inShell(session, 'true');
    expect(readdirSync(folder)).toHaveLength(1);
    session.child.kill('SIGTERM');
    expect((await session.ended).code).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    await until(() => sockets().length <= 1);
  });

  it('says in one sentence that the remote host cannot be reached, or that the remote host allows no forwarding of sockets', async () => {
    const strict = await startSshd(['AllowStreamLocalForwarding no']);
    try {
      const refused = await (await login(['dev'], strict)).ended;
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(
        'keyferry: There is no socket for keys on box because its ssh server does not allow',
      );
    } finally {
      strict.stop();
    }
    const gone = await (await login(['dev'], strict)).ended;
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toContain(
      'keyferry: There is no socket for keys on box because ssh ended with the status 255.',
    );
  });
});
