import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, LOCK_STALE_MS, LOCK_WAIT_MS } from '../../../../native-host/aws-files/editing/lock.ts';
import { isDead, ownerFileName, readOwner } from '../../../../native-host/aws-files/editing/lock-owner.ts';
import { sweepStaging } from '../../../../native-host/aws-files/editing/lock-staging.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { temporaryFolder } from '../../../process/rig/sandbox.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const here = thisSystem();
const token = 'f'.repeat(32);
/** A number that is larger than any process id on Linux. */
const NO_PROCESS = 2 ** 22 + 1;

function setUp(owner?: { pid: number; started?: string; place?: string }) {
  const directory = temporaryFolder();
  const file = join(directory, 'credentials');
  const lock = `${file}.lock`;
  if (owner) {
    mkdirSync(lock);
    writeFileSync(join(lock, ownerFileName({ started: '', place: here.place, token, ...owner })), '');
  }
  return { directory, file, lock, names: () => readdirSync(directory) };
}

/** The real system of this machine with a simulated clock. A sleep moves the clock and returns at once. */
function quickClock(changes: Partial<System> = {}): System & { passed(): number } {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...here, monotonic: () => time, sleep, passed: () => time, ...changes };
}

/** This machine with a clock that stands still. So `acquireLock` never finds that it has waited too long. */
const patient: System = { ...here, monotonic: () => 0 };

describe('acquireLock', () => {
  it('locks the file until release() is called; release() removes all files of the lock', async () => {
    const { file, names } = setUp();
    const lock = await acquireLock(here, file);
    expect(names()).toEqual(['credentials.lock']);
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(await lock.isHeld()).toBe(false);
    expect(names()).toEqual([]);
  });

  it.each(['rename', 'readdir', 'rmdir'])(
    'on Windows, tries the operation %s again if Windows denies the operation only for a short time',
    async (operation) => {
      const { file, names } = setUp();
      let denials = 5;
      const hook = (called: string) => {
        if (called === operation && denials-- > 0) throw systemError('EPERM');
      };
      const lock = await acquireLock(hookedSystem(hook, quickClock({ platform: 'win32' })), file);
      expect(denials).toBeLessThan(5);
      expect(names()).toEqual(['credentials.lock']);
      await lock.release();
    },
  );

  it.each(['win32', 'linux'] as const)(
    'on %s, fails with the system’s error if the system denies the rename again and again',
    async (platform) => {
      const { file, names } = setUp();
      const hook = (called: string) => {
        if (called === 'rename') throw systemError('EPERM');
      };
      const clock = quickClock({ platform });
      await expect(acquireLock(hookedSystem(hook, clock), file)).rejects.toMatchObject({ code: 'EPERM' });
      expect(clock.passed()).toBeLessThan(LOCK_WAIT_MS);
      expect(names()).toEqual([]);
    },
  );

  it('gives the lock to one process at a time', async () => {
    const { file } = setUp();
    let inside = 0;
    let most = 0;
    const turn = async () => {
      const lock = await acquireLock(patient, file);
      most = Math.max(most, ++inside);
      await here.sleep(2);
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, turn));
    expect(most).toBe(1);
  });

  it('attack 23: takes over the lock of a dead process at once', async () => {
    const { file } = setUp({ pid: NO_PROCESS });
    const system = quickClock();
    const lock = await acquireLock(system, file);
    expect(system.passed()).toBe(0);
    await lock.release();
  });

  it('attack 23: takes over the lock of a dead process at once, even if a new process has the dead process’s pid', async () => {
    const { file } = setUp({ pid: process.ppid, started: '1' });
    const system = quickClock();
    await (await acquireLock(system, file)).release();
    expect(system.passed()).toBe(0);
  });

  it('attack 23: gives the lock to only one process at a time, even if twenty processes find a dead owner', async () => {
    const { file } = setUp({ pid: NO_PROCESS });
    let inside = 0;
    const turn = async () => {
      const lock = await acquireLock(patient, file);
      expect(++inside).toBe(1);
      await here.sleep(1);
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, turn));
    expect.hasAssertions();
  });

  it('attack 23: a process that saw the dead owner does not steal the lock from a faster process', async () => {
    const { file, lock: path } = setUp({ pid: NO_PROCESS });
    let rival: Awaited<ReturnType<typeof acquireLock>> | undefined;
    const system = hookedSystem(
      async (operation, at) => {
        // This runs between two steps of the slower process. The slower process has found that the owner is dead, but
        // has not removed the owner's file yet.
        if (operation === 'unlink' && at.includes(`_${token}`)) rival ??= await acquireLock(here, file);
      },
      { sleep: (ms) => here.sleep(ms) },
    );
    const abort = new AbortController();
    abort.abort();
    await expect(acquireLock(system, file, abort.signal)).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(await rival?.isHeld()).toBe(true);
    expect(readdirSync(path)).toHaveLength(1);
    await rival?.release();
  });

  it('waits for the lock if its owner still runs, and then names the owner in the error', async () => {
    const { file, names } = setUp({ pid: process.ppid });
    const system = quickClock();
    await expect(acquireLock(system, file)).rejects.toThrow(`process ${process.ppid}`);
    expect(system.passed()).toBeGreaterThanOrEqual(LOCK_WAIT_MS);
    expect(names()).toEqual(['credentials.lock']);
  });

  it('stops waiting for the lock when the caller’s signal is aborted', async () => {
    const { file } = setUp({ pid: process.ppid });
    const system = quickClock();
    await expect(acquireLock(system, file, AbortSignal.abort())).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(system.passed()).toBe(0);
  });

  it('attack 23: treats an owner on another computer as dead after ten seconds without a heartbeat', async () => {
    const { file } = setUp({ pid: process.pid, place: 'elsewhere' });
    // The computer's clock shows the year 1970. This must not affect the lock.
    const system = quickClock({ now: () => 0 });
    await (await acquireLock(system, file)).release();
    expect(system.passed()).toBeGreaterThan(LOCK_STALE_MS);
    expect(system.passed()).toBeLessThan(LOCK_WAIT_MS);
  });

  it('waits for an owner on another computer that still has a heartbeat', async () => {
    const { file, lock } = setUp({ pid: process.pid, place: 'elsewhere' });
    const owner = join(lock, readdirSync(lock)[0] ?? '');
    let beats = 0;
    const system = quickClock();
    const beating: System = {
      ...system,
      sleep: async (ms) => {
        await here.files.utimes(owner, ++beats, beats);
        await system.sleep(ms);
      },
    };
    await expect(acquireLock(beating, file)).rejects.toThrow('on elsewhere');
  });

  it('uses an empty directory at the lock’s path, but does not change a file or a filled directory there', async () => {
    const empty = setUp();
    mkdirSync(empty.lock);
    await (await acquireLock(quickClock(), empty.file)).release();
    const file = setUp();
    writeFileSync(file.lock, 'x');
    await expect(acquireLock(quickClock(), file.file)).rejects.toMatchObject({ code: 'FILE_BUSY' });
    const strange = setUp();
    mkdirSync(strange.lock);
    writeFileSync(join(strange.lock, 'x'), '');
    await expect(acquireLock(quickClock(), strange.file)).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(readdirSync(strange.lock)).toEqual(['x']);
  });

  it('can take the lock again at once if an earlier release could not remove the lock', async () => {
    const { file } = setUp();
    const failing = hookedSystem((operation) => {
      if (operation === 'unlink') throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'unlink' });
    });
    await (await acquireLock(failing, file)).release();
    const system = quickClock();
    await (await acquireLock(system, file)).release();
    expect(system.passed()).toBe(0);
  });
});

describe('sweepStaging', () => {
  it('removes only the temporary lock directories of killed processes', async () => {
    const { file, directory } = setUp();
    const names = [`credentials.lock.${token}`, 'credentials.lock.mine', 'config.lock'];
    for (const name of names) mkdirSync(join(directory, name));
    const owner = ownerFileName({ pid: NO_PROCESS, started: '', place: here.place, token });
    writeFileSync(join(directory, `credentials.lock.${token}`, owner), '');
    await sweepStaging(here, file, names);
    expect(readdirSync(directory).sort()).toEqual(['config.lock', 'credentials.lock.mine']);
  });
});

describe('the owner of a lock', () => {
  it('is read only from file names that Keyferry writes', () => {
    const owner = { pid: 12, started: '345', place: 'a.b-c', token };
    expect(readOwner(ownerFileName(owner))).toEqual(owner);
    for (const name of ['', 'x', `1_2_a/b_${token}`, `1_2_a_${token}x`, '1_2_3_4']) expect(readOwner(name)).toBeNull();
  });

  it('counts as dead only if it is certain that the owner’s process has ended', () => {
    const started = here.startOf(process.pid) ?? '';
    expect(isDead(here, { pid: process.pid, started, place: here.place, token })).toBe(false);
    expect(isDead(here, { pid: process.pid, started: '', place: here.place, token })).toBe(false);
    expect(isDead(here, { pid: process.pid, started: `${started}0`, place: here.place, token })).toBe(true);
    expect(isDead(here, { pid: NO_PROCESS, started: '', place: 'elsewhere', token })).toBe(false);
  });
});
