import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { copyProgram } from './rig/each-world.ts';
import { frame } from './rig/frame-bytes.ts';
import { askKeys, INSTALLATION, LiveHost, putLiveProfiles, socketFolderOf, socketOf } from './rig/live-host.ts';
import { makeSandbox, type Sandbox, temporaryFolder } from './rig/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
  putLiveProfiles(sandbox);
});

const mode = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);
const current = () => join(socketFolderOf(sandbox), 'current.sock');

/** The id of a process that has already ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

/** Creates a socket file, as a killed host leaves it. No process accepts connections on this socket. */
async function plantDeadSocket(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const made = spawnSync('python3', ['-c', `import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])`, path]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  chmodSync(path, 0o600);
}

describe('the socket of the host', () => {
  it('exists only after a `serve-live` request, and has the mode 0600 in a folder with the mode 0700, with every umask', async () => {
    const host = await LiveHost.start(sandbox);
    expect(await host.ask({ kind: 'hello' })).toMatchObject({ ok: true, servesLive: true });
    expect(existsSync(socketFolderOf(sandbox))).toBe(false);
    const reply = await host.serve();
    expect(reply).toMatchObject({ ok: true, running: version, installed: version });
    expect([mode(socketFolderOf(sandbox)), mode(socketOf(sandbox, host))]).toEqual(['700', '600']);
    expect(readlinkSync(current())).toBe(`${host.pid}.sock`);
    expect(await askKeys(socketOf(sandbox, host))).toMatchObject({ v: 1, ok: true, accountId: '111122223333' });
  });

  it('is closed by a `stop-live` request and opened again by a `serve-live` request', async () => {
    const host = await LiveHost.serving(sandbox);
    expect(await host.ask({ kind: 'stop-live' })).toMatchObject({ ok: true });
    expect(readdirSync(socketFolderOf(sandbox))).toEqual([]);
    expect(await host.ask({ kind: 'stop-live' })).toMatchObject({ ok: true });
    await host.serve();
    expect(await askKeys(socketOf(sandbox, host))).toMatchObject({ ok: true });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is removed when the host gets the signal %s', async (signal) => {
    const host = await LiveHost.serving(sandbox);
    host.child.kill(signal);
    expect(await host.ended).toEqual({ code: null, signal });
    expect(readdirSync(socketFolderOf(sandbox))).toEqual([]);
  });

  it('attack 41: is removed when the browser closes the pipe to the host, even while clients wait for keys', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => null;
    const waiting = askKeys(socketOf(sandbox, host)).catch(() => 'closed');
    await host.request('live-credentials');
    await host.end();
    expect(await waiting).toBe('closed');
    expect(readdirSync(socketFolderOf(sandbox))).toEqual([]);
  });

  it.each([0, 1, 20])(
    'is removed if the browser closes the pipe to the host %i ms after a `serve-live` request',
    async (ms) => {
      const host = await LiveHost.start(sandbox);
      host.write({ v: 1, id: 1, kind: 'serve-live', installation: INSTALLATION, browser: 'Chromium' });
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      await host.end();
      expect(existsSync(socketFolderOf(sandbox)) ? readdirSync(socketFolderOf(sandbox)) : []).toEqual([]);
    },
  );

  it('is not opened if an invalid frame, which ends the host, comes together with a `serve-live` request', async () => {
    const host = await LiveHost.start(sandbox);
    const serve = { v: 1, id: 1, kind: 'serve-live', installation: INSTALLATION, browser: 'Chromium' };
    host.child.stdin?.write(Buffer.concat([frame(serve), frame('x', 0)]));
    expect(await host.ended).toMatchObject({ code: 1 });
    expect(existsSync(socketFolderOf(sandbox)) ? readdirSync(socketFolderOf(sandbox)) : []).toEqual([]);
  });

  it('is removed, and then the link current.sock leads to the newest socket of another host', async () => {
    const first = await LiveHost.serving(sandbox);
    const second = await LiveHost.serving(sandbox);
    expect(readlinkSync(current())).toBe(`${second.pid}.sock`);
    await second.end();
    expect(readlinkSync(current())).toBe(`${first.pid}.sock`);
    expect(await askKeys(current())).toMatchObject({ ok: true });
    await first.end();
    expect(readdirSync(socketFolderOf(sandbox))).toEqual([]);
  });

  it('attack 66: is created again at the next `serve-live` request if someone has removed the socket or its folder', async () => {
    const host = await LiveHost.serving(sandbox);
    for (const path of [socketFolderOf(sandbox), socketOf(sandbox, host)]) {
      rmSync(path, { recursive: true });
      expect(await host.serve()).toMatchObject({ ok: true });
      expect(await askKeys(socketOf(sandbox, host))).toMatchObject({ ok: true });
    }
  });

  it('attack 66: replaces another socket at the same path at the next `serve-live` request', async () => {
    const host = await LiveHost.serving(sandbox);
    rmSync(socketOf(sandbox, host));
    await plantDeadSocket(socketOf(sandbox, host));
    expect(await host.serve()).toMatchObject({ ok: true });
    expect(await askKeys(socketOf(sandbox, host))).toMatchObject({ ok: true });
  });

  it('stays open after a second `serve-live` request', async () => {
    const host = await LiveHost.serving(sandbox);
    const { ino } = lstatSync(socketOf(sandbox, host));
    await host.serve();
    expect(lstatSync(socketOf(sandbox, host)).ino).toBe(ino);
  });

  it('is opened after the host has removed the sockets of ended processes, and no other files', async () => {
    const folder = socketFolderOf(sandbox);
    const dead = `${deadPid()}.sock`;
    await plantDeadSocket(join(folder, dead));
    await plantDeadSocket(join(folder, `${process.pid}.sock`));
    writeFileSync(join(folder, '1.txt'), '');
    const host = await LiveHost.serving(sandbox);
    const expected = ['1.txt', 'current.sock', `${host.pid}.sock`, `${process.pid}.sock`];
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  it('replaces a link at the same path, and does not change the target of the link', async () => {
    const host = await LiveHost.start(sandbox);
    await host.ask({ kind: 'hello' });
    const target = join(sandbox.home, 'target');
    writeFileSync(target, 'mine');
    mkdirSync(socketFolderOf(sandbox), { recursive: true, mode: 0o700 });
    symlinkSync(target, socketOf(sandbox, host));
    expect(await host.serve()).toMatchObject({ ok: true });
    expect(lstatSync(socketOf(sandbox, host)).isSocket()).toBe(true);
    expect(sandbox.read(target)).toBe('mine');
  });
});

describe('the socket folder', () => {
  const refused = async (why: RegExp) => {
    const host = await LiveHost.start(sandbox);
    const reply = await host.serve();
    expect(reply).toMatchObject({ ok: false, code: 'LIVE_SOCKET' });
    expect(reply.message).toMatch(why);
    // The host still answers other requests of the extension.
    expect(await host.ask({ kind: 'hello' })).toMatchObject({ ok: true });
  };
  const folder = () => socketFolderOf(sandbox);

  it.each([0o755, 0o770, 0o701, 0o720])('attack 39: is refused if it has the mode %o', async (bits) => {
    mkdirSync(folder(), { recursive: true });
    chmodSync(folder(), bits);
    await refused(/other users may open it\. Run `chmod 700/);
  });

  it('attack 39: is refused if it is a link', async () => {
    mkdirSync(dirname(folder()), { mode: 0o700 });
    mkdirSync(join(sandbox.home, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(sandbox.home, 'elsewhere'), folder());
    await refused(/it is a link/);
    expect(readdirSync(join(sandbox.home, 'elsewhere'))).toEqual([]);
  });

  it('attack 39: is refused if it is a file', async () => {
    mkdirSync(dirname(folder()), { mode: 0o700 });
    writeFileSync(folder(), '');
    await refused(/it cannot be created|it is not a folder/);
  });

  it('attack 39: is checked again at the next `serve-live` request; the host closes its socket if other users can enter the folder', async () => {
    const host = await LiveHost.serving(sandbox);
    chmodSync(folder(), 0o777);
    expect(await host.serve()).toMatchObject({ ok: false, code: 'LIVE_SOCKET' });
    expect(existsSync(socketOf(sandbox, host))).toBe(false);
  });

  it('is refused if the path of the socket in the folder is too long', async () => {
    const home = join(sandbox.home, 'x'.repeat(90));
    mkdirSync(home);
    const host = await LiveHost.start(sandbox, { HOME: home });
    expect((await host.serve()).message).toMatch(/its path is too long/);
  });
});

describe('the environment variables of the browser', () => {
  it('KEYFERRY_SOCKET and XDG_RUNTIME_DIR do not change the path of the socket', async () => {
    const elsewhere = temporaryFolder();
    const host = await LiveHost.start(sandbox, {
      KEYFERRY_SOCKET: join(elsewhere, 'a.sock'),
      XDG_RUNTIME_DIR: elsewhere,
    });
    await host.serve();
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(existsSync(socketOf(sandbox, host))).toBe(true);
  });
});

describe('the reply to a `serve-live` request', () => {
  it('contains the version of the running host and the version that was installed last', async () => {
    const data = temporaryFolder();
    const running = `${version}-${'a'.repeat(12)}`;
    const later = `9.9.9-${'b'.repeat(12)}`;
    copyProgram(join(data, running));
    const files = [running, later].map((each) => ({ path: join(data, each, 'keyferry.cjs'), sha256: '' }));
    writeFileSync(join(data, 'install.json'), JSON.stringify({ version: 1, files, folders: [] }));
    const host = await LiveHost.start(sandbox, {}, join(data, running, 'keyferry.cjs'));
    expect(await host.serve()).toMatchObject({ ok: true, running, installed: later });
  });
});

describe('two installations of the extension', () => {
  it('attack 60: a host answers only for the profiles that its own browser set up', async () => {
    putLiveProfiles(sandbox, [{ name: 'mine' }, { name: 'other', installation: 'b'.repeat(32) }]);
    const host = await LiveHost.serving(sandbox, INSTALLATION);
    expect(await askKeys(socketOf(sandbox, host), 'other')).toMatchObject({ ok: false, code: 'LIVE_NOT_MINE' });
    expect(await askKeys(socketOf(sandbox, host), 'mine')).toMatchObject({ ok: true });
    expect(host.ofKind('live-credentials')).toHaveLength(1);
  });

  it('attack 60: a host whose HOME is not the user’s home folder uses a separate socket folder', async () => {
    const demo = makeSandbox();
    const host = await LiveHost.serving(demo);
    expect(existsSync(socketOf(demo, host))).toBe(true);
    expect(existsSync(socketFolderOf(sandbox))).toBe(false);
  });
});
