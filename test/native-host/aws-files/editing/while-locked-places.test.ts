import { existsSync, mkdirSync, type Stats, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockPath } from '../../../../native-host/aws-files/editing/lock.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { whileLocked } from '../../../../native-host/aws-files/editing/while-locked.ts';
import { prepared, type Sandbox } from '../../../process/rig/sandbox.ts';
import { codeOf } from './edit-rig.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const real = thisSystem();
const soon = { sleep: async () => {} };

/** Whether the credentials file was locked while the work ran. The work changes another file in the home folder. */
const ranLocked = (system: System, { credentials, home }: Sandbox) =>
  whileLocked(system, { path: credentials, other: join(home, 'config') }, async () =>
    existsSync(lockPath(credentials)),
  );

/**
 * A system that does not find the credentials file: the first `times` calls of `realpath` fail with the error `code`.
 */
function failing(sandbox: Sandbox, code: string, times = Number.POSITIVE_INFINITY) {
  let count = 0;
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  const system = hookedSystem(
    (operation, path) => {
      if (operation === 'realpath' && path === sandbox.credentials && count++ < times) throw systemError(code);
    },
    { sleep },
  );
  return { system, pauses, looks: () => count };
}

describe('whileLocked', () => {
  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENAMETOOLONG'])(
    'runs the work without the lock if the path of the credentials file cannot be used in five tries (%s)',
    async (code) => {
      const sandbox = prepared();
      const { system, looks, pauses } = failing(sandbox, code);
      expect(await ranLocked(system, sandbox)).toBe(false);
      expect(looks()).toBe(5);
      expect(pauses).toEqual([50, 50, 50, 50]);
    },
  );

  it('runs the work without the lock if neither the folder of the credentials file nor its parent folder exists', async () => {
    const sandbox = prepared();
    const credentials = join(sandbox.home, 'gone', 'deeper', 'credentials');
    expect(await ranLocked({ ...real, ...soon }, { ...sandbox, credentials })).toBe(false);
  });

  it('runs the work without the lock if the folder of the credentials file is a link that leads back to itself', async () => {
    const sandbox = prepared(null);
    symlinkSync('.aws', sandbox.aws);
    expect(await ranLocked({ ...real, ...soon }, sandbox)).toBe(false);
  });

  it('fails with the error FILE_IO if the disk reports an error', async () => {
    const sandbox = prepared();
    expect(await codeOf(ranLocked(failing(sandbox, 'EIO').system, sandbox))).toBe('FILE_IO');
  });

  it('attack 20: runs the work without the lock in another user’s folder, or in a folder that chmod cannot make private', async () => {
    const sandbox = prepared();
    const uid = real.uid ?? 0;
    const seen = (change: (stats: Stats) => object, statfs: object) => {
      const stat = async (path: string) => {
        const stats = (await real.files.stat(path)) as Stats;
        return path === sandbox.aws ? Object.assign(stats, change(stats)) : stats;
      };
      const files = { ...real.files, stat, statfs: async () => statfs } as unknown as System['files'];
      return { ...real, ...soon, platform: 'linux', files } as System;
    };
    expect(
      await ranLocked(
        seen(() => ({ uid: uid + 1 }), {}),
        sandbox,
      ),
    ).toBe(false);
    expect(
      await ranLocked(
        seen(({ mode }) => ({ mode: mode | 0o002 }), { type: 0x4d44 }),
        sandbox,
      ),
    ).toBe(false);
    expect(
      await ranLocked(
        seen(() => ({}), {}),
        sandbox,
      ),
    ).toBe(true);
  });

  it('runs the work without the lock if the system denies mkdir, but fails if the system denies rename', async () => {
    const denied = (operation: string) =>
      hookedSystem((called, path) => {
        if (called !== operation || !path.includes('credentials.lock')) return;
        throw Object.assign(systemError('EACCES'), { syscall: operation });
      }, soon);
    expect(await ranLocked(denied('mkdir'), prepared())).toBe(false);
    expect(await codeOf(ranLocked(denied('rename'), prepared()))).toBe('FILE_READ_ONLY');
  });

  it('does not lock the file that the work itself edits; for another file, releases the lock if the work fails', async () => {
    const { credentials, names } = prepared();
    const both = { path: credentials, other: credentials };
    expect(await whileLocked(real, both, async () => existsSync(lockPath(credentials)))).toBe(false);
    const sandbox = prepared();
    const work = whileLocked(real, { path: sandbox.credentials, other: sandbox.config }, async () => {
      expect(existsSync(lockPath(sandbox.credentials))).toBe(true);
      throw new Error('a fault');
    });
    await expect(work).rejects.toThrow('a fault');
    expect([names(), sandbox.names()]).toEqual([['credentials'], ['credentials']]);
  });

  it('attack 23: takes the lock, and removes the lock folders of killed processes', async () => {
    const sandbox = prepared();
    mkdirSync(`${lockPath(sandbox.credentials)}.${'a'.repeat(32)}`);
    expect(await ranLocked(real, sandbox)).toBe(true);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('does not wait for the lock if the caller’s signal is already aborted', async () => {
    const sandbox = prepared();
    const paths = { path: sandbox.credentials, other: sandbox.config };
    let inner = '';
    await whileLocked(real, paths, async () => {
      inner = await codeOf(whileLocked(real, { ...paths, signal: AbortSignal.abort() }, async () => {}));
    });
    expect(inner).toBe('FILE_BUSY');
  });
});
