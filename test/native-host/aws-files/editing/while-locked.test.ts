import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { lockPath } from '../../../../native-host/aws-files/editing/lock.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { whileLocked } from '../../../../native-host/aws-files/editing/while-locked.ts';
import { OLD, prepared, type Sandbox } from '../../../process/rig/sandbox.ts';
import { addLine, codeOf, once } from './edit-rig.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

/** Whether the credentials file was locked while the work ran. */
async function ranLocked(system: System, { credentials, config }: Sandbox): Promise<boolean> {
  return whileLocked(system, { path: credentials, other: config }, async () => existsSync(lockPath(credentials)));
}

/**
 * A system that creates the file between two steps of Keyferry. Before this, `realpath` did not find the file. After
 * this, `lstat` checks whether it is a link.
 */
function createdMeanwhile({ credentials }: Sandbox, create: () => void): System {
  let looked = false;
  return once((operation, path) => {
    if (path !== credentials) return false;
    if (operation === 'realpath') looked = true;
    return looked && operation === 'lstat';
  }, create);
}

const folderOnly = (): Sandbox => {
  const sandbox = prepared(null);
  mkdirSync(sandbox.aws, { mode: 0o700 });
  return sandbox;
};

describe('a file that another process creates while Keyferry looks for the file', () => {
  it('attack 23: is locked like a file that existed before', async () => {
    const sandbox = folderOnly();
    const system = createdMeanwhile(sandbox, () => sandbox.put(sandbox.credentials, OLD));
    expect(await ranLocked(system, sandbox)).toBe(true);
    expect(sandbox.read()).toBe(OLD);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('attack 23: is edited, and is not mistaken for a link without a target', async () => {
    const sandbox = folderOnly();
    const system = createdMeanwhile(sandbox, () => sandbox.put(sandbox.credentials, OLD));
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
  });

  it('attack 23: is locked at the link’s target if the file is a link', async () => {
    const sandbox = folderOnly();
    const file = join(sandbox.home, 'file');
    const system = createdMeanwhile(sandbox, () => {
      writeFileSync(file, OLD, { mode: 0o600 });
      symlinkSync(file, sandbox.credentials);
    });
    expect(await ranLocked(system, sandbox)).toBe(false);
    expect(
      await whileLocked(thisSystem(), { path: sandbox.credentials, other: sandbox.config }, async () =>
        existsSync(lockPath(file)),
      ),
    ).toBe(true);
  });

  it('attack 23: causes the error FILE_CONTENDED if the file disappears again at each try', async () => {
    const sandbox = prepared();
    const system = hookedSystem((operation, path) => {
      if (operation === 'realpath' && path === sandbox.credentials) throw systemError('ENOENT');
    });
    expect(await codeOf(ranLocked(system, sandbox))).toBe('FILE_CONTENDED');
  });
});

describe('whileLocked', () => {
  /**
   * A system on which the operation `when` fails with `code`. Only the first `times` calls fail. Without `times`, every
   * call fails.
   */
  const failing = (when: string, code: string, { in: place = '', times = Number.POSITIVE_INFINITY } = {}) => {
    let left = times;
    return hookedSystem(
      (operation, path) => {
        if (operation !== when || !path.includes(place) || left-- <= 0) return;
        throw Object.assign(systemError(code), { syscall: operation });
      },
      { sleep: async () => {} },
    );
  };
  const staging = 'credentials.lock.';

  it.each(['EACCES', 'EPERM', 'EROFS'])(
    'runs the work without the lock if no file can be created beside the credentials file (%s)',
    async (code) => {
      expect(await ranLocked(failing('mkdir', code, { in: staging }), prepared())).toBe(false);
    },
  );

  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOENT'])(
    'takes the lock if the error %s occurs only in the first two tries',
    async (code) => {
      expect(await ranLocked(failing('mkdir', code, { in: staging, times: 2 }), prepared())).toBe(true);
      expect(await ranLocked(failing('realpath', code, { in: 'credentials', times: 2 }), prepared())).toBe(true);
    },
  );

  it.each([
    ['open', 'EACCES', 'FILE_READ_ONLY'],
    ['readdir', 'EACCES', 'FILE_READ_ONLY'],
    ['rename', 'EPERM', 'FILE_READ_ONLY'],
    ['mkdir', 'ENOSPC', 'FILE_NO_SPACE'],
    ['mkdir', 'EMFILE', 'FILE_IO'],
  ])('does not run the work if the operation %s on the lock fails with %s', async (operation, code, expected) => {
    const sandbox = prepared();
    if (operation === 'readdir') mkdirSync(lockPath(sandbox.credentials));
    expect(await codeOf(ranLocked(failing(operation, code, { in: 'credentials.lock' }), sandbox))).toBe(expected);
  });

  it('does not run the work if a link is at the path of the lock', async () => {
    const sandbox = prepared();
    symlinkSync(sandbox.home, lockPath(sandbox.credentials));
    expect(await codeOf(ranLocked(thisSystem(), sandbox))).toBe('FILE_IO');
  });

  it('runs the work without the lock if the credentials file is a link without a target', async () => {
    const sandbox = folderOnly();
    symlinkSync('nowhere', sandbox.credentials);
    expect(await ranLocked(thisSystem(), sandbox)).toBe(false);
  });

  it('runs the work without the lock if other users can write in the folder', async () => {
    const sandbox = prepared();
    const config = join(sandbox.home, 'config');
    chmodSync(dirname(sandbox.credentials), 0o777);
    expect(await ranLocked(thisSystem(), { ...sandbox, config })).toBe(false);
  });

  it('takes the lock even if a folder has the name of the credentials file', async () => {
    const sandbox = prepared(null);
    mkdirSync(sandbox.credentials, { recursive: true, mode: 0o700 });
    expect(await ranLocked(thisSystem(), sandbox)).toBe(true);
  });

  it('does not run the work if the config file is a folder, and fails with the error FILE_NOT_REGULAR', async () => {
    const sandbox = prepared();
    mkdirSync(sandbox.config);
    expect(await codeOf(ranLocked(thisSystem(), sandbox))).toBe('FILE_NOT_REGULAR');
  });
});
