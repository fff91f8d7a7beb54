import type { Stats } from 'node:fs';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { LEFTOVER_WAIT_MS, LOCK_WAIT_MS } from '../../../../native-host/aws-files/editing/lock.ts';
import { makePrivate } from '../../../../native-host/aws-files/editing/make-private.ts';
import { isOpenToOthers } from '../../../../native-host/aws-files/editing/open-directory.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine } from './edit-rig.ts';
import { type Hook, hookedSystem, systemError } from './faulty-system.ts';

type Sandbox = ReturnType<typeof prepared>;

/** The code and message of the error when a write fails. */
async function refusal(system: System, sandbox: Sandbox): Promise<{ code: string; message: string }> {
  const done = await editFile(system, sandbox.credentials, addLine).then(
    () => ({ code: 'done', message: '' }),
    (error) => error,
  );
  return { code: done.code, message: done.message };
}

const failing =
  (errno: string, when: (operation: string, path: string) => boolean): Hook =>
  (operation, path) => {
    if (when(operation, path)) throw systemError(errno);
  };

/** The system of this machine for an ordinary user. The function `owner` returns the owner of a file or folder. */
function seenBy(user: number, owner: (path: string) => number, changes: Partial<System> = {}): System {
  const real = thisSystem();
  const owned = (stats: Stats, path: string) => Object.assign(stats, { uid: owner(path) });
  const files = {
    ...real.files,
    stat: async (path: string) => owned((await real.files.stat(path)) as Stats, path),
    lstat: async (path: string, options: undefined) => {
      const stats = (await real.files.lstat(path, options)) as Stats;
      return typeof stats.uid === 'bigint' ? stats : owned(stats, path);
    },
  } as unknown as System['files'];
  return { ...real, uid: user, ...changes, files };
}

const ME = 1000;

describe('an error names the cause and a remedy for', () => {
  it('attack 21: a file that is mounted alone, without its folder', async () => {
    const sandbox = prepared();
    const mounted = hookedSystem(
      failing('EBUSY', (operation, path) => operation === 'rename' && path.endsWith('.tmp')),
    );
    const { code, message } = await refusal(mounted, sandbox);
    expect(code).toBe('FILE_IO');
    expect(message).toContain(
      `the file itself is a mount point and cannot be replaced; mount its folder ${sandbox.aws}, not the file`,
    );
    expect(sandbox.read()).toBe(OLD);
  });

  it('attack 21: a link to a read-only file in another folder', async () => {
    const sandbox = prepared(null);
    const store = join(sandbox.home, 'store');
    mkdirSync(store);
    const real = join(store, 'credentials');
    writeFileSync(real, OLD);
    chmodSync(real, 0o444);
    sandbox.put(join(sandbox.aws, 'other'), '');
    symlinkSync(real, sandbox.credentials);
    const { code, message } = await refusal(thisSystem(), sandbox);
    expect(code).toBe('FILE_READ_ONLY');
    expect(message).toContain(`it is a link to ${real}, which you may not change`);
    expect(message).toContain('First set AWS_SHARED_CREDENTIALS_FILE to another file');
    const denied = hookedSystem(failing('EROFS', (operation, path) => operation === 'mkdir' && path.startsWith(store)));
    expect((await refusal(denied, sandbox)).message).toContain('it is a link to');
    const roots = seenBy(ME, (path) => (path.startsWith(store) ? 0 : ME));
    expect(await refusal(roots, sandbox)).toMatchObject({
      code: 'FILE_OWNER',
      message: expect.stringMatching(/behind the link .*belongs to root.*AWS_SHARED_CREDENTIALS_FILE/),
    });
  });

  it('attack 21: a file that belongs to root, because a command with sudo created it', async () => {
    const sandbox = prepared();
    const { code, message } = await refusal(
      seenBy(ME, (path) => (path === sandbox.credentials ? 0 : ME)),
      sandbox,
    );
    expect(code).toBe('FILE_OWNER');
    expect(message).toContain(
      `belongs to root. Nothing was changed. First run \`sudo chown "$(id -un)" ${sandbox.credentials}\``,
    );
  });

  it('attack 21: a folder that belongs to root', async () => {
    const sandbox = prepared();
    const system = seenBy(ME, (path) => (path === sandbox.aws ? 0 : ME));
    const files = { ...system.files, mkdir: async () => Promise.reject(systemError('EACCES')) } as System['files'];
    const { code, message } = await refusal({ ...system, files }, sandbox);
    expect(code).toBe('FILE_READ_ONLY');
    expect(message).toContain(`First run \`sudo chown "$(id -un)" ${sandbox.aws}\``);
  });

  it('attack 21: a file system that is mounted read-only', async () => {
    const { code, message } = await refusal(
      hookedSystem(failing('EROFS', (operation) => operation === 'mkdir')),
      prepared(),
    );
    expect(code).toBe('FILE_READ_ONLY');
    expect(message).toMatch(
      /its file system is read-only.*First mount it for writing, or set AWS_SHARED_CREDENTIALS_FILE/,
    );
  });

  it('attack 21: a folder that has the name of the file to write', async () => {
    const sandbox = prepared();
    rmSync(sandbox.credentials);
    mkdirSync(sandbox.credentials);
    expect(await refusal(thisSystem(), sandbox)).toMatchObject({
      code: 'FILE_NOT_REGULAR',
      message: expect.stringContaining('is a directory, not a regular file. Nothing was changed. Move it away'),
    });
  });

  it.each(['a file', 'a folder'])(
    'attack 21: %s of another program at the path of the lock, after a short wait',
    async (what) => {
      const sandbox = prepared();
      const lock = `${sandbox.credentials}.lock`;
      if (what === 'a folder') mkdirSync(lock);
      writeFileSync(what === 'a folder' ? join(lock, 'x') : lock, '');
      let time = 0;
      const sleep = async (ms: number) => {
        time += ms;
        await new Promise((resolve) => setImmediate(resolve));
      };
      const { code, message } = await refusal({ ...thisSystem(), monotonic: () => time, sleep }, sandbox);
      expect(code).toBe('FILE_BUSY');
      expect(message).toContain(`First remove ${lock}, if no program is using it, then try again`);
      expect(time).toBeGreaterThanOrEqual(LEFTOVER_WAIT_MS);
      expect(time).toBeLessThan(LOCK_WAIT_MS / 2);
    },
  );
});

describe('a folder in which other users may write', () => {
  const passwd = `me:x:${ME}:${ME}::/home/me:/bin/sh\nyou:x:1001:1001::/home/you:/bin/sh\n`;
  const lists = (group: string) => () => ({ passwd, group });
  const stats = (mode: number, gid = ME) => ({ mode, gid });

  it.each([
    ['the group is the user’s own', `me:x:${ME}:\n`, stats(0o775), false],
    ['the group has another member', `me:x:${ME}:you\n`, stats(0o775), true],
    ['the group is shared', 'users:x:100:me\n', stats(0o775, 100), true],
    ['everyone may write', `me:x:${ME}:\n`, stats(0o777), true],
    ['it is sticky', 'users:x:100:\n', stats(0o1777, 100), false],
  ])('attack 20: is distinguished from a private folder (here, %s)', (_what, group, folder, isOpen) => {
    expect(isOpenToOthers(folder, ME, lists(group))).toBe(isOpen);
  });

  it('attack 20: is refused with the mode 0775, but is accepted if only this user belongs to its group', async () => {
    const sandbox = prepared();
    chmodSync(sandbox.aws, 0o775);
    const { uid } = thisSystem();
    const gid = process.getgid?.();
    const me = `me:x:${uid}:${gid}::/:/bin/sh\n`;
    const withGroup = (members: string): System => ({
      ...thisSystem(),
      userLists: () => ({ passwd: me, group: `mine:x:${gid}:${members}\n` }),
    });
    expect(await refusal(withGroup('you'), sandbox)).toMatchObject({
      code: 'FILE_UNSAFE_DIRECTORY',
      message: expect.stringContaining(`chmod go-w ${sandbox.aws}`),
    });
    expect((await refusal(withGroup(''), sandbox)).code).toBe('done');
  });

  it('attack 20: loses only the other users’ right to write when makePrivate makes the folder private', async () => {
    const sandbox = prepared();
    chmodSync(sandbox.aws, 0o2777);
    await makePrivate(thisSystem(), sandbox.credentials);
    expect(sandbox.mode(sandbox.aws)).toBe(0o2755);
    expect(sandbox.mode()).toBe(0o600);
    const foreign = seenBy(ME, () => 1001);
    await expect(makePrivate(foreign, sandbox.credentials)).rejects.toMatchObject({ code: 'FILE_OWNER' });
  });

  it('attack 20: causes an error that suggests another folder if the file system ignores chmod', async () => {
    const sandbox = prepared();
    chmodSync(sandbox.aws, 0o777);
    const real = thisSystem();
    const files = { ...real.files, chmod: async () => {}, statfs: async () => ({ type: 0x01021997 }) };
    const wsl = { ...real, files: files as unknown as System['files'] };
    expect(await refusal(wsl, sandbox)).toMatchObject({
      code: 'FILE_MODES_IGNORED',
      message: expect.stringContaining('Set AWS_SHARED_CREDENTIALS_FILE to a file in your own home folder'),
    });
    await expect(makePrivate(wsl, sandbox.credentials)).rejects.toMatchObject({ code: 'FILE_MODES_IGNORED' });
  });
});
