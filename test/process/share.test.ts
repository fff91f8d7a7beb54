import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  askKeys,
  hasSecret,
  keysReply,
  LiveHost,
  liveRecordIn,
  putLiveProfiles,
  refusal,
  sendBytes,
  sendLine,
  socketFolderOf,
} from './rig/live-host.ts';
import { patience, patient } from './rig/patience.ts';
import { keysFor } from './rig/requests.ts';
import { RunningCommand } from './rig/running-command.ts';
import { builtHost, makeSandbox, NOBODY, type Sandbox, temporaryFolder, unprivileged } from './rig/sandbox.ts';

let sandbox: Sandbox;
let folder: string;
let socket: string;
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putLiveProfiles(sandbox, [{}, { name: 'test', roleName: 'Tester' }, { name: 'prod', accountId: '444455556666' }]);
  folder = join(temporaryFolder(), 'shared');
  socket = join(folder, 'keys.sock');
});

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  RunningCommand.start(['share', ...args], { ...sandbox.env, ...env });

/** Runs `keyferry share` for the profiles `dev` and `test`. The command is stopped at the end of the test. */
async function sharing(): Promise<RunningCommand> {
  const command = await start([folder, '--profile', 'dev', '--profile=test']);
  await command.says('until you press Ctrl+C');
  return command;
}

describe('keyferry share', () => {
  it('opens a socket in a new folder that only the user can open, and removes the socket after Ctrl+C', async () => {
    await LiveHost.serving(sandbox);
    const command = await sharing();
    expect(command.stderr).toBe(`keyferry: ${socket} gives keys of dev, test until you press Ctrl+C.\n`);
    expect([statSync(folder).mode & 0o777, statSync(socket).mode & 0o777]).toEqual([0o700, 0o600]);
    const { accessKeyId } = keysFor('live');
    expect(await askKeys(socket, 'test')).toMatchObject({ ok: true, accountId: ACCOUNT, accessKeyId });
    command.child.kill('SIGINT');
    expect(await command.ended).toMatchObject({ code: 0, stdout: '' });
    expect([existsSync(socket), existsSync(folder)]).toEqual([false, true]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('removes its socket after the signal %s', async (signal, code) => {
    const command = await sharing();
    command.child.kill(signal);
    expect(await command.ended).toMatchObject({ code });
    expect(existsSync(socket)).toBe(false);
  });

  it('runs as long as its command, sets KEYFERRY_SOCKET for the command, and passes on the command’s exit status', async () => {
    const host = await LiveHost.serving(sandbox);
    const client = [process.execPath, await builtHost(), 'credential-process', '--profile', 'dev'];
    const shell = `echo "$KEYFERRY_SOCKET"; "$@"; exit 41`;
    const command = await start([folder, '--profile', 'dev', '--', 'sh', '-c', shell, 'sh', ...client]);
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stderr }).toEqual({ code: 41, stderr: '' });
    const [path, keys = ''] = stdout.split('\n');
    expect(path).toBe(socket);
    expect(JSON.parse(keys)).toMatchObject({ AccountId: ACCOUNT });
    expect(host.ofKind('live-credentials')).toHaveLength(1);
    expect(existsSync(socket)).toBe(false);
  });

  it('attack 74: shows the folder as the origin of each request, whatever the client says about itself', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    await askKeys(socket, 'dev', { program: 'aws', via: 'nowhere', pid: process.pid });
    await askKeys(socket, 'dev');
    await expect
      .poll(() => JSON.parse(sandbox.read(liveRecordIn(sandbox.home))).profiles.dev.usedBy)
      .toBe(`folder ${folder}`);
    expect(host.ofKind('live-credentials').map(({ client }) => client)).toEqual([
      { program: 'aws', via: `folder ${folder}`, isVerified: false },
      { via: `folder ${folder}`, isVerified: false },
    ]);
  });

  it.each([
    ['a profile that was not named', { op: 'credentials', profile: 'prod' }, 'LIVE_NOT_SHARED'],
    ['a profile that does not exist', { op: 'credentials', profile: 'toString' }, 'LIVE_NOT_SHARED'],
    ['the status', { op: 'status' }, 'LIVE_NOT_SHARED'],
    ['a lock', { op: 'lock' }, 'LIVE_NOT_SHARED'],
    ['a sign-in', { op: 'login' }, 'LIVE_NOT_SHARED'],
    ['the console', { op: 'console', profile: 'dev' }, 'LIVE_NOT_SHARED'],
    ['the link to the console', { op: 'console-link', profile: 'dev' }, 'LIVE_NOT_SHARED'],
    ['an unknown operation', { op: 'toString' }, 'LIVE_LINE'],
    ['a role instead of a profile', { op: 'credentials', profile: 'dev', roleName: 'Admin' }, 'LIVE_LINE'],
  ])('attack 74: a request for %s is refused, and the browser is not asked', async (_, request, code) => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    const answer = await sendLine(socket, request);
    expect(answer).toMatchObject({ ok: false, code });
    expect(Object.keys(answer)).toEqual(['v', 'ok', 'code', 'message']);
    expect(host.requests).toEqual([]);
    expect(await sendBytes(socket, 'x\n')).toContain('LIVE_LINE');
  });

  it('passes on the refusals of the browser, and says that no browser answers after the browser was closed', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    host.respond = () => refusal('LIVE_ASKING', 'Keyferry asks in the browser.');
    expect(await askKeys(socket)).toMatchObject({ code: 'LIVE_ASKING', message: 'Keyferry asks in the browser.' });
    await host.end();
    expect(await askKeys(socket)).toMatchObject({ code: 'LIVE_NO_BROWSER' });
    await LiveHost.serving(sandbox);
    expect(await askKeys(socket)).toMatchObject({ ok: true });
  });

  it('attack 74: gives out no keys of an account that differs from the account of the profile', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    host.respond = () => keysReply('999988887777');
    const answer = await askKeys(socket);
    expect(answer).toMatchObject({ code: 'LIVE_OTHER_ACCOUNT' });
    expect(hasSecret(JSON.stringify(answer))).toBe(false);
  });

  it('cancels a request when the client that sent the request has closed its connection', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    host.respond = () => null;
    const client = connect(socket).on('error', () => {});
    client.write('{"v":1,"op":"credentials","profile":"dev"}\n');
    const { ticket } = await host.request('live-credentials');
    client.destroy();
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
  });

  it.each<[string, () => void, string]>([
    ['others may open it', () => mkdirSync(folder, { mode: 0o755 }), 'other users may open it'],
    ['it is a link', () => symlinkSync(temporaryFolder(), folder), 'it is a link'],
    ['it is a file', () => writeFileSync(folder, ''), 'it is not a folder'],
    [
      'it has other files',
      () => {
        mkdirSync(folder, { mode: 0o700 });
        writeFileSync(join(folder, 'credentials'), '');
      },
      'other files are in it',
    ],
    [
      'the name of the socket is that of a file',
      () => {
        mkdirSync(folder, { mode: 0o700 });
        writeFileSync(socket, 'mine');
      },
      'not a socket',
    ],
  ])('attack 74: refuses to share a folder if %s, and changes nothing', async (_, prepare, why) => {
    prepare();
    const before = lstatSync(folder).mode;
    const { code, stderr } = await (await start([folder, '--profile', 'dev'])).ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) });
    expect(lstatSync(folder).mode).toBe(before);
  });

  it('attack 74: refuses the folder of the browser’s sockets, and any folder around it or in it', async () => {
    await LiveHost.serving(sandbox);
    const main = socketFolderOf(sandbox);
    mkdirSync(join(main, 'own'), { mode: 0o700 });
    chmodSync(sandbox.home, 0o700);
    chmodSync(join(main, '..'), 0o700);
    for (const each of [main, join(main, '..'), sandbox.home, join(main, 'own')]) {
      const { code, stderr } = await (await start([each, '--profile', 'dev'])).ended;
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('sockets of your browsers') });
    }
  });

  it('replaces the socket of a killed program, but no socket that another program still uses', async () => {
    await LiveHost.serving(sandbox);
    const first = await sharing();
    // A program that the signal SIGSTOP has paused still uses its socket.
    first.child.kill('SIGSTOP');
    const second = await (await start([folder, '--profile', 'dev'])).ended;
    first.child.kill('SIGCONT');
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('another program uses the socket in it') });
    expect(await askKeys(socket)).toMatchObject({ ok: true });
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(socket)).toBe(true);
    await sharing();
    expect(await askKeys(socket)).toMatchObject({ ok: true });
  });

  it('fails without a folder, without a profile, or with a profile that is not live', async () => {
    for (const [args, code, text] of [
      [['--profile', 'dev'], 2, 'Name the folder'],
      [[folder], 2, 'Name each live profile'],
      [[folder, '--profile', 'nothing'], 1, 'The profile nothing is not set up for live keys'],
      [[folder, 'other', '--profile', 'dev'], 2, "Unexpected argument 'other'"],
    ] as const) {
      expect(await (await start(args)).ended).toMatchObject({ code, stderr: expect.stringContaining(text) });
    }
    expect(existsSync(folder)).toBe(false);
    const own = await (await start([folder, '--profile', 'dev'], { KEYFERRY_SOCKET: socket })).ended;
    expect(own).toMatchObject({ code: 2, stderr: expect.stringContaining('remove this variable') });
  });

  it('gives keys to a second `keyferry share` that uses the socket of the first `keyferry share`', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    const further = join(temporaryFolder(), 'further');
    const command = await start([further, '--profile', 'dev'], { KEYFERRY_SOCKET: socket });
    await command.says('until you press Ctrl+C');
    expect(await askKeys(join(further, 'keys.sock'))).toMatchObject({ ok: true });
    expect(host.ofKind('live-credentials')[0]?.client).toMatchObject({ via: `folder ${folder}` });
  });
});

/**
 * The `unshare` command with options that work on this machine: either for root, or with a user namespace. Null if both
 * fail.
 */
const unshare = [
  ['--net', '--mount'],
  ['--map-root-user', '--net', '--mount'],
].find((options) => spawnSync('unshare', [...options, 'true']).status === 0);
if (!unshare) console.warn('skipped: containers in test/process/share need `unshare` with new namespaces');

describe.skipIf(!unshare)('a container with its own network and mounts (needs unshare)', () => {
  /**
   * Runs a script in a container. In this container, the shared folder is mounted read-only. The first argument of the
   * script is the path of the folder. The other arguments are the command line of the client.
   */
  async function inContainer(script: string, profile = 'dev', before: readonly string[] = []) {
    const mount = temporaryFolder();
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    const socketThere = { KEYFERRY_SOCKET: join(mount, 'keys.sock') };
    // If another user runs the client, this user may not be allowed to read the file `patient-hook.cjs`.
    const more = before.length === 0 ? patience() : {};
    const env = { PATH: sandbox.env.PATH ?? '', HOME: home, ...more, ...socketThere };
    const client = [process.execPath, await builtHost(), 'credential-process', '--profile', profile];
    const prepare = `mount --bind '${folder}' '${mount}' && mount -o remount,bind,ro '${mount}' && `;
    const words = [...(unshare ?? []), 'sh', '-c', `${prepare}${script}`, 'sh', mount, ...before, ...client];
    const child = spawn('unshare', words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    return new RunningCommand(child).ended;
  }
  const RUN = 'shift && exec "$@"';

  it('gets keys over the mounted socket, for the named profiles only', async () => {
    const host = await LiveHost.serving(sandbox);
    await sharing();
    const { code, stdout, stderr } = await inContainer(RUN);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ AccessKeyId: keysFor('live').accessKeyId, AccountId: ACCOUNT });
    expect(host.ofKind('live-credentials')[0]?.client).toMatchObject({ via: `folder ${folder}`, isVerified: false });
    expect(await inContainer(RUN, 'prod')).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'keyferry: This socket does not give keys of the profile prod. It gives only keys of the profiles that were named when it was opened.\n',
    });
  });

  it('attack 74: cannot put a socket into the folder, remove the socket or change its mode', async () => {
    await LiveHost.serving(sandbox);
    await sharing();
    const plant = `require('node:net').createServer().on('error', (e) => { console.log(e.code) }).listen(process.argv[1] + '/99999.sock')`;
    const script = `"$2" -e "${plant}" "$1"; rm -f "$1/keys.sock"; chmod 777 "$1/keys.sock"; touch "$1/x"; true`;
    const { stdout, stderr } = await inContainer(script);
    expect(stdout.trim()).toMatch(/^(EROFS|EACCES)$/);
    expect(stderr.match(/Read-only file system/g)?.length).toBe(3);
    expect(await askKeys(socket)).toMatchObject({ ok: true });
  });

  it.skipIf(unprivileged === undefined)(
    'attack 74: another user gets no keys, and a sentence suggests --endpoint (needs root)',
    async () => {
      await LiveHost.serving(sandbox);
      await sharing();
      const as = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
      const { code, stdout, stderr } = await inContainer(RUN, 'dev', as);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      const sentence = /^keyferry: .*belongs to another user.*keyferry exec --endpoint NAME -- COMMAND`\.\n$/;
      expect(stderr).toMatch(sentence);
      // If the other user may enter the folder, the other user still gets the same sentence.
      chmodSync(folder, 0o755);
      expect(await inContainer(RUN, 'dev', as)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(sentence),
      });
    },
  );
});

it('keyferry status says that it cannot show a status over a shared socket', async () => {
  await LiveHost.serving(sandbox);
  await sharing();
  const command = await RunningCommand.start(['status'], {
    ...sandbox.env,
    ...patience(1000),
    KEYFERRY_SOCKET: socket,
  });
  const { code, stdout } = await command.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('KEYFERRY_SOCKET is the path of a shared socket');
  expect(stdout).not.toContain('does not answer');
});
