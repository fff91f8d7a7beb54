import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  acquireLock,
  LOCK_STALE_MS,
  LOCK_WAIT_MS,
  sweepStaging,
} from '../../../../native-host/aws-files/editing/lock.ts';
import { isDead, ownerFileName, readOwner } from '../../../../native-host/aws-files/editing/lock-owner.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { temporaryFolder } from '../../../process/rig/sandbox.ts';
import { hookedSystem } from './faulty-system.ts';

const here = thisSystem();
const token = 'f'.repeat(32);
/** Above any pid that Linux gives out. */
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

/** This machine with a clock of its own, on which every sleep passes at once. */
function quickClock(changes: Partial<System> = {}): System & { passed(): number } {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...here, monotonic: () => time, sleep, passed: () => time, ...changes };
}

describe('acquireLock', () => {
  it('holds until it is released, and leaves nothing', async () => {
    const { file, names } = setUp();
    const lock = await acquireLock(here, file);
    expect(names()).toEqual(['credentials.lock']);
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(await lock.isHeld()).toBe(false);
    expect(names()).toEqual([]);
  });

  it('lets one in at a time', async () => {
    const { file } = setUp();
    let inside = 0;
    let most = 0;
    const turn = async () => {
      const lock = await acquireLock(here, file);
      most = Math.max(most, ++inside);
      await here.sleep(2);
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, turn));
    expect(most).toBe(1);
  });

  it('attack 23: the lock of a dead process is taken over at once', async () => {
    const { file } = setUp({ pid: NO_PROCESS });
    const system = quickClock();
    const lock = await acquireLock(system, file);
    expect(system.passed()).toBe(0);
    await lock.release();
  });

  it('attack 23: so is that of a process whose pid another one has now', async () => {
    const { file } = setUp({ pid: process.ppid, started: '1' });
    const system = quickClock();
    await (await acquireLock(system, file)).release();
    expect(system.passed()).toBe(0);
  });

  it('attack 23: twenty who find a dead lock let one in at a time', async () => {
    const { file } = setUp({ pid: NO_PROCESS });
    let inside = 0;
    const turn = async () => {
      const lock = await acquireLock(here, file);
      expect(++inside).toBe(1);
      await here.sleep(1);
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, turn));
    expect.hasAssertions();
  });

  it('attack 23: who found it dead too late does not steal the lock of who was faster', async () => {
    const { file, lock: path } = setUp({ pid: NO_PROCESS });
    let rival: Awaited<ReturnType<typeof acquireLock>> | undefined;
    const system = hookedSystem(
      async (operation, at) => {
        // Between the look at the dead owner and its removal.
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

  it('waits for a living process, then names it', async () => {
    const { file, names } = setUp({ pid: process.ppid });
    const system = quickClock();
    await expect(acquireLock(system, file)).rejects.toThrow(`process ${process.ppid}`);
    expect(system.passed()).toBeGreaterThanOrEqual(LOCK_WAIT_MS);
    expect(names()).toEqual(['credentials.lock']);
  });

  it('waits no longer when told that the browser has gone', async () => {
    const { file } = setUp({ pid: process.ppid });
    const system = quickClock();
    await expect(acquireLock(system, file, AbortSignal.abort())).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(system.passed()).toBe(0);
  });

  it('attack 23: an owner on another host is dead after ten seconds without a sign, by a clock that only grows', async () => {
    const { file } = setUp({ pid: process.pid, place: 'elsewhere' });
    // The wall clock jumps back a year: nothing may depend on it.
    const system = quickClock({ now: () => 0 });
    await (await acquireLock(system, file)).release();
    expect(system.passed()).toBeGreaterThan(LOCK_STALE_MS);
    expect(system.passed()).toBeLessThan(LOCK_WAIT_MS);
  });

  it('an owner on another host that gives signs of life is waited for', async () => {
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

  it('an empty lock is nobody’s; a file or a stranger’s directory in its place is left alone', async () => {
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

  it('is taken once more when its own removal had failed', async () => {
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
  it('removes what killed processes left, and nothing else', async () => {
    const { file, directory } = setUp();
    const names = [`credentials.lock.${token}`, 'credentials.lock.mine', 'config.lock'];
    for (const name of names) mkdirSync(join(directory, name));
    const owner = ownerFileName({ pid: NO_PROCESS, started: '', place: here.place, token });
    writeFileSync(join(directory, `credentials.lock.${token}`, owner), '');
    await sweepStaging(here, file, names);
    expect(readdirSync(directory).sort()).toEqual(['config.lock', 'credentials.lock.mine']);
  });
});

describe('lock owner', () => {
  it('reads the name it writes, and no other', () => {
    const owner = { pid: 12, started: '345', place: 'a.b-c', token };
    expect(readOwner(ownerFileName(owner))).toEqual(owner);
    for (const name of ['', 'x', `1_2_a/b_${token}`, `1_2_a_${token}x`, '1_2_3_4']) expect(readOwner(name)).toBeNull();
  });

  it('is not dead while it runs, nor where nobody here can tell', () => {
    const started = here.startOf(process.pid) ?? '';
    expect(isDead(here, { pid: process.pid, started, place: here.place, token })).toBe(false);
    expect(isDead(here, { pid: process.pid, started: '', place: here.place, token })).toBe(false);
    expect(isDead(here, { pid: process.pid, started: `${started}0`, place: here.place, token })).toBe(true);
    expect(isDead(here, { pid: NO_PROCESS, started: '', place: 'elsewhere', token })).toBe(false);
  });
});
