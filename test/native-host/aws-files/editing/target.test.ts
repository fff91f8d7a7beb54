import type { Stats } from 'node:fs';
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePrivate } from '../../../../native-host/aws-files/editing/make-private.ts';
import { ignoresModes, isOpenToOthers } from '../../../../native-host/aws-files/editing/open-directory.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { locateSafely, locateTarget, refuseForeign } from '../../../../native-host/aws-files/editing/target.ts';
import { OLD, prepared, temporaryFolder } from '../../../process/rig/sandbox.ts';
import { codeOf } from './edit-rig.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const real = thisSystem();
const ME = 1000;
const OTHER = 1001;

/**
 * The system of this machine, but the user `ME` runs Keyferry. The function `owner` returns the owner of a file or
 * folder.
 */
function seenByMe(owner: (path: string) => number, changes: Partial<System['files']> = {}): System {
  const owned = async (stats: Promise<unknown>, path: string) =>
    Object.assign((await stats) as Stats, { uid: owner(path) });
  const files = {
    ...real.files,
    stat: (path: string) => owned(real.files.stat(path), path),
    lstat: (path: string) => owned(real.files.lstat(path), path),
    ...changes,
  } as unknown as System['files'];
  return { ...real, uid: ME, files };
}

/** The message of the error that `work` throws, or `done` if there is no error. */
const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.message,
  );

describe('the file to write', () => {
  it('attack 20: may be in a folder of this user or of root, but not of another user', async () => {
    const { aws, credentials } = prepared();
    const at = (owner: number) =>
      messageOf(
        locateSafely(
          seenByMe((path) => (path === aws ? owner : ME)),
          credentials,
        ),
      );
    expect(await at(ME)).toBe('done');
    expect(await at(0)).toBe('done');
    expect(await at(OTHER)).toContain(
      `${aws} belongs to another user. Nothing was changed. First change its owner, or choose another file, then`,
    );
  });

  it('attack 20: must belong to this user', async () => {
    const { credentials } = prepared();
    const of = (owner: number) =>
      messageOf(
        locateTarget(
          seenByMe((path) => (path === credentials ? owner : ME)),
          credentials,
        ),
      );
    expect(await of(ME)).toBe('done');
    expect(await of(OTHER)).toContain(`${credentials} belongs to another user.`);
    expect(await of(0)).toContain(
      `belongs to root. Nothing was changed. First run \`sudo chown "$(id -un)" ${credentials}`,
    );
    const windows = { ...seenByMe((path) => (path === credentials ? OTHER : ME)), uid: null };
    expect(await messageOf(locateTarget(windows, credentials))).toBe('done');
  });

  it('attack 19: may be the target of a link of this user or of root, but not of another user’s link', async () => {
    const { home, credentials } = prepared();
    const link = join(home, 'link');
    symlinkSync(credentials, link);
    const of = (owner: number) => seenByMe((path) => (path === link ? owner : ME));
    expect(await locateSafely(of(ME), link)).toEqual({ shown: link, real: credentials });
    expect(await messageOf(locateSafely(of(0), link))).toBe('done');
    expect(await messageOf(locateSafely(of(OTHER), link))).toContain(`${link} belongs to another user.`);
    expect(await messageOf(locateSafely({ ...of(OTHER), uid: null }, link))).toBe('done');
    // The rule is only for links, and this path is a file of another user. A later check decides whether Keyferry may
    // write the file.
    expect(
      await messageOf(
        locateSafely(
          seenByMe((path) => (path === credentials ? OTHER : ME)),
          credentials,
        ),
      ),
    ).toBe('done');
  });

  it('attack 20: is refused if a link leads to the file and other users can write in the file’s folder', async () => {
    const { home, credentials } = prepared();
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'file'), OLD);
    chmodSync(elsewhere, 0o777);
    symlinkSync(join(elsewhere, 'file'), join(dirname(credentials), 'link'));
    expect(await codeOf(locateSafely(real, join(dirname(credentials), 'link')))).toBe('FILE_UNSAFE_DIRECTORY');
  });

  it.each([
    ['a link that leads nowhere', 'nowhere'],
    ['a link that leads back to itself', 'link'],
  ])('attack 19: is refused if it is %s', async (what, to) => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(to, link);
    expect(await messageOf(locateSafely(real, link))).toContain(`${link} is ${what}, not a regular file.`);
  });

  it('is found in a second try if a link to the file leads nowhere for a moment', async () => {
    const { home, credentials } = prepared();
    const link = join(home, 'link');
    symlinkSync(credentials, link);
    let looks = 0;
    const system = hookedSystem((operation, path) => {
      if (operation === 'realpath' && path === link && looks++ === 0) throw systemError('ENOENT');
    });
    expect((await locateSafely(system, link)).real).toBe(credentials);
  });

  it('causes an error after twenty tries if it disappears at each try', async () => {
    const { credentials } = prepared();
    let looks = 0;
    const system = hookedSystem((operation, path) => {
      if (operation !== 'realpath' || path !== credentials) return;
      if (++looks > 30) throw systemError('EIO');
      throw systemError('ENOENT');
    });
    expect(await codeOf(locateSafely(system, credentials))).toBe('FILE_CONTENDED');
    expect(looks).toBe(20);
  });

  it.each(['EACCES', 'ENOTDIR'])('causes an error without a second try if the system reports %s', async (code) => {
    const { credentials } = prepared();
    const system = hookedSystem((operation, path) => {
      if (operation === 'realpath' && path === credentials) throw systemError(code);
    });
    await expect(locateSafely(system, credentials)).rejects.toMatchObject({ code });
  });

  it('may be in a folder that another process creates at the same moment', async () => {
    const sandbox = prepared(null);
    const system = hookedSystem((operation, path) => {
      if (operation === 'mkdir' && path === sandbox.aws) mkdirSync(sandbox.aws, { mode: 0o700 });
    });
    expect(await messageOf(locateSafely(system, sandbox.credentials))).toBe('done');
    const denied = hookedSystem((operation) => {
      if (operation === 'mkdir') throw systemError('EACCES');
    });
    await expect(locateSafely(denied, prepared(null).credentials)).rejects.toMatchObject({ code: 'EACCES' });
    expect(await messageOf(locateSafely(denied, prepared().credentials))).toBe('done');
  });

  it('is refused if it is a folder, a pipe or a device', () => {
    const stats = (kind: string) =>
      ({ isFile: () => false, isDirectory: () => kind === 'directory', isFIFO: () => kind === 'pipe' }) as Stats;
    for (const [kind, what] of [
      ['directory', 'a directory'],
      ['pipe', 'a pipe'],
      ['device', 'a special file'],
    ] as const) {
      expect(() => refuseForeign(real, 'FILE', stats(kind))).toThrow(`FILE is ${what}, not a regular file.`);
    }
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => refuseForeign(real, file, lstatSync(file))).not.toThrow();
  });
});

describe('a folder in which other users may write', () => {
  const lists = () => ({ passwd: '', group: '' });

  it.each([
    [0o700, false],
    [0o755, false],
    [0o702, true],
    [0o720, true],
    [0o1702, false],
    [0o1720, false],
  ])('attack 20: is recognised by its mode (for the mode %o: %s)', (mode, isOpen) => {
    expect(isOpenToOthers({ mode, gid: 5 }, ME, lists)).toBe(isOpen);
  });

  it('attack 20: counts as a folder where chmod has no effect only if Linux reports a file system without modes', async () => {
    const at = (type: number, platform: NodeJS.Platform = 'linux') =>
      ignoresModes(
        { ...real, platform, files: { ...real.files, statfs: async () => ({ type }) } as unknown as System['files'] },
        '/',
      );
    expect(await at(0x01021997)).toBe(true);
    expect(await at(0xef53)).toBe(false);
    expect(await at(0x01021997, 'darwin')).toBe(false);
    const failing = hookedSystem(
      () => {
        throw systemError('ENOSYS');
      },
      { platform: 'linux' },
    );
    expect(await ignoresModes(failing, '/')).toBe(false);
  });

  it('attack 20: is made private only if this user owns the folder, and is not changed on Windows', async () => {
    const { aws, credentials, mode } = prepared();
    chmodSync(aws, 0o777);
    expect(
      await messageOf(
        makePrivate(
          seenByMe(() => OTHER),
          credentials,
        ),
      ),
    ).toContain(`${aws} belongs to another user. Nothing was changed. First run \`sudo chown "$(id -un)" ${aws}\``);
    await makePrivate({ ...real, uid: null }, credentials);
    expect(mode(aws)).toBe(0o777);
    const failing = hookedSystem((operation) => {
      if (operation === 'chmod') throw systemError('EPERM');
    });
    expect(await messageOf(makePrivate(failing, credentials))).toContain(
      `${aws} cannot be written (the system does not`,
    );
    await makePrivate(real, credentials);
    expect(mode(aws)).toBe(0o755);
  });
});
