import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  acquireLock,
  LEFTOVER_WAIT_MS,
  LOCK_STALE_MS,
  LOCK_WAIT_MS,
} from '../../../../native-host/aws-files/editing/lock.ts';
import {
  describeOwner,
  isDead,
  type LockOwner,
  ownerFileName,
  ownerHere,
  readOwner,
} from '../../../../native-host/aws-files/editing/lock-owner.ts';
import { sweepStaging } from '../../../../native-host/aws-files/editing/lock-staging.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { temporaryFolder } from '../../../process/rig/sandbox.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const here = thisSystem();
const token = 'f'.repeat(32);
/** A number that is larger than any process id on Linux. */
const NO_PROCESS = 2 ** 22 + 1;
const owner: LockOwner = { pid: NO_PROCESS, started: '', place: here.place, token };

function setUp(inside?: string) {
  const directory = temporaryFolder();
  const file = join(directory, 'credentials');
  const lock = `${file}.lock`;
  if (inside !== undefined) {
    mkdirSync(lock);
    writeFileSync(join(lock, inside), '');
  }
  return { directory, file, lock, names: () => readdirSync(directory).sort() };
}

/** This machine with a simulated clock. Each sleep moves the clock and returns at once. */
function quickClock(changes: Partial<System> = {}) {
  let time = 0;
  const pauses: number[] = [];
  const sleep = async (ms: number) => {
    time += ms;
    pauses.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...here, monotonic: () => time, sleep, pauses, passed: () => time, ...changes };
}

describe('the owner of a lock', () => {
  it('is this process, with the process’s start time if it is known', () => {
    const at = (started: string | null) => ownerHere({ ...here, startOf: () => started, token: () => token });
    expect(at('12')).toEqual({ pid: process.pid, started: '12', place: here.place, token });
    expect(at(null).started).toBe('');
    expect(at('gone').started).toBe('');
  });

  it.each(['_1_a_T', '12_1__T', '12_1_a_', '12_x_a_T', 'x12_1_a_T', '12_1_a_T.'])(
    'is not read from the wrong file name %s',
    (name) => {
      expect(readOwner(name.replace('T', token))).toBeNull();
    },
  );

  it('is also read from a file name without a start time', () => {
    expect(readOwner(`12__a_${token}`)).toEqual({ pid: 12, started: '', place: 'a', token });
    expect(ownerFileName({ pid: 12, started: '3', place: 'a', token })).toBe(`12_3_a_${token}`);
  });

  it('counts as dead only if its process has certainly ended', () => {
    const dead = (started: string | null, of: Partial<LockOwner> = {}) =>
      isDead({ ...here, startOf: () => started }, { ...owner, started: '5', ...of });
    expect(dead('gone')).toBe(true);
    expect(dead('6')).toBe(true);
    expect(dead('5')).toBe(false);
    expect(dead(null)).toBe(false);
    expect(dead('6', { started: '' })).toBe(false);
    expect(dead('gone', { place: 'elsewhere' })).toBe(false);
  });

  it('is reported with the name of its computer if its process runs on another computer', () => {
    expect(describeOwner(here, { ...owner, pid: 7 })).toBe('process 7');
    expect(describeOwner(here, { ...owner, pid: 7, place: 'elsewhere' })).toBe('process 7 on elsewhere');
  });
});

describe('the lock folders of killed processes', () => {
  const folder = `credentials.lock.${token}`;

  it('are removed only if Keyferry gave the folder’s name and wrote the files in the folder', async () => {
    const { directory, file, names } = setUp();
    const kept = [`config.lock.${token}`, `credentials.lock.${token}0`, `xcredentials.lock.${token}`];
    for (const name of [folder, ...kept]) mkdirSync(join(directory, name));
    const filled = `credentials.lock.${'e'.repeat(32)}`;
    mkdirSync(join(directory, filled));
    for (const name of [ownerFileName(owner), 'mine']) writeFileSync(join(directory, filled, name), '');
    await sweepStaging(here, file, names());
    expect(names()).toEqual([...kept, filled].sort());
    expect(readdirSync(join(directory, filled))).toEqual(['mine']);
  });

  it('attack 19: are not removed if they are links, or if the system says that they belong to another user', async () => {
    const { directory, file, names } = setUp();
    mkdirSync(join(directory, folder));
    writeFileSync(join(directory, folder, ownerFileName(owner)), '');
    const link = `credentials.lock.${'e'.repeat(32)}`;
    symlinkSync(join(directory, folder), join(directory, link));
    await sweepStaging({ ...here, uid: (here.uid ?? 0) + 1 }, file, names());
    expect(names()).toEqual([link, folder].sort());
    expect(readdirSync(join(directory, folder))).toHaveLength(1);
    await sweepStaging({ ...here, platform: 'win32', uid: null }, file, names());
    expect(names()).toEqual([link]);
  });

  it('cause no error if a folder no longer exists when Keyferry removes it', async () => {
    const { file, names } = setUp();
    await sweepStaging(here, file, [folder]);
    expect(names()).toEqual([]);
  });
});

describe('acquireLock', () => {
  it('attack 19: fails if a link or a folder of another user is at the path of the lock', async () => {
    const linked = setUp();
    symlinkSync(linked.directory, linked.lock);
    await expect(acquireLock(quickClock(), linked.file)).rejects.toThrow(
      `${linked.lock} is a link, which Keyferry does not follow; remove it`,
    );
    const foreign = setUp(ownerFileName(owner));
    await expect(acquireLock(quickClock({ uid: (here.uid ?? 0) + 1 }), foreign.file)).rejects.toThrow(
      `${foreign.lock} belongs to another user; remove it`,
    );
    await (await acquireLock(quickClock({ uid: null }), foreign.file)).release();
  });

  it('fails with an error that names the lock’s owner and a remedy if the owner never releases the lock', async () => {
    const running = setUp(ownerFileName({ ...owner, pid: process.ppid }));
    await expect(acquireLock(quickClock(), running.file)).rejects.toThrow(
      `${running.file} is locked by process ${process.ppid}. First wait until it has finished, or end that process, then`,
    );
    const strange = setUp('x');
    await expect(acquireLock(quickClock(), strange.file)).rejects.toThrow(
      `locked by another program (${strange.lock}). First remove ${strange.lock}, if no program is using it, then`,
    );
    const file = setUp();
    writeFileSync(file.lock, '');
    await expect(acquireLock(quickClock(), file.file)).rejects.toThrow(`locked by the file ${file.lock}. First remove`);
  });

  it('tries again after short pauses of different lengths if another process has the lock', async () => {
    const { file } = setUp(ownerFileName({ ...owner, pid: process.ppid }));
    const system = quickClock();
    await expect(acquireLock(system, file)).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(Math.min(...system.pauses)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...system.pauses)).toBeLessThanOrEqual(40);
    expect(system.passed()).toBeLessThan(LOCK_WAIT_MS + 40);
  });

  it('waits a short time for a lock of another program, counted from the last time a Keyferry process had the lock', async () => {
    const { file, lock } = setUp('x');
    const system = quickClock();
    let turns = 0;
    const changing: System = {
      ...system,
      sleep: async (ms) => {
        // After one second, a running Keyferry process takes the lock and keeps it for one second. Then the other
        // program takes the lock again.
        const running = ownerFileName({ ...owner, pid: process.ppid });
        if (turns === 0 && system.passed() > 1000) {
          turns++;
          await here.files.rename(join(lock, 'x'), join(lock, running));
        } else if (turns === 1 && system.passed() > 2000) {
          turns++;
          await here.files.rename(join(lock, running), join(lock, 'x'));
        }
        await system.sleep(ms);
      },
    };
    await expect(acquireLock(changing, file)).rejects.toThrow('another program');
    expect(system.passed()).toBeGreaterThan(2000 + LEFTOVER_WAIT_MS - 50);
    expect(system.passed()).toBeLessThan(2000 + LEFTOVER_WAIT_MS + 200);
  });

  it.each(['EIO', 'EACCES'])('fails if the system cannot read the lock’s folder (%s)', async (code) => {
    const { file } = setUp(ownerFileName(owner));
    const system = hookedSystem((operation) => {
      if (operation === 'readdir') throw systemError(code);
    }, quickClock());
    await expect(acquireLock(system, file)).rejects.toMatchObject({ code });
  });

  it('fails if the system cannot remove the file of the lock’s dead owner', async () => {
    const { file } = setUp(ownerFileName(owner));
    const system = hookedSystem((operation) => {
      if (operation === 'unlink') throw systemError('EACCES');
    }, quickClock());
    await expect(acquireLock(system, file)).rejects.toMatchObject({ code: 'EACCES' });
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'on Windows, tries again for at most two seconds if the system denies access (%s)',
    async (code) => {
      const { file } = setUp();
      const clock = quickClock({ platform: 'win32' });
      const denying = (until: number) =>
        hookedSystem((operation) => {
          if (operation === 'rename' && clock.passed() < until) throw systemError(code);
        }, clock);
      await (await acquireLock(denying(1000), file)).release();
      expect(clock.passed()).toBeGreaterThanOrEqual(1000);
      await expect(acquireLock(denying(99_000), file)).rejects.toMatchObject({ code });
      expect(clock.passed()).toBeLessThan(1000 + 2000 + 200);
    },
  );

  it('on Windows, takes over the lock as soon as the system can remove the file of the lock’s dead owner', async () => {
    const { file } = setUp(ownerFileName(owner));
    const clock = quickClock({ platform: 'win32' });
    const system = hookedSystem((operation) => {
      if (operation === 'unlink' && clock.passed() < 500) throw systemError('EPERM');
    }, clock);
    await (await acquireLock(system, file)).release();
    expect(clock.passed()).toBeGreaterThanOrEqual(500);
  });

  it('on Windows, says that another process has the lock if the system denies access to the lock’s folder', async () => {
    const denied = hookedSystem(
      (operation) => {
        if (operation === 'readdir') throw systemError('EPERM');
      },
      quickClock({ platform: 'win32' }),
    );
    await expect(acquireLock(denied, setUp().file, AbortSignal.abort())).rejects.toThrow(
      'is locked by another process.',
    );
  });

  it.each(['EEXIST', 'ENOTEMPTY'])(
    'says that one process after the other has the lock if other processes are faster at every try (%s)',
    async (code) => {
      const system = hookedSystem((operation) => {
        if (operation === 'rename') throw systemError(code);
      }, quickClock());
      await expect(acquireLock(system, setUp().file)).rejects.toThrow(
        'is locked by one process after the other. First wait until it has finished',
      );
    },
  );

  it('waits for the lock until exactly the end of the time limit', async () => {
    let time = 0;
    const sleep = async () => {
      time += 500;
    };
    const clock = { ...here, monotonic: () => time, sleep };
    const { file } = setUp(ownerFileName({ ...owner, pid: process.ppid }));
    await expect(acquireLock(clock, file)).rejects.toMatchObject({ code: 'FILE_BUSY' });
    expect(time).toBe(LOCK_WAIT_MS);
    time = 0;
    const elsewhere = setUp(ownerFileName({ ...owner, place: 'elsewhere' }));
    await (await acquireLock(clock, elsewhere.file)).release();
    expect(time).toBe(LOCK_STALE_MS + 500);
  });

  it('on Windows, tries again until the system has denied access for two seconds without a break', async () => {
    let time = 0;
    let tries = 0;
    const clock = {
      ...quickClock({ platform: 'win32' }),
      monotonic: () => time,
      sleep: async () => {
        time += 500;
      },
    };
    const denied = hookedSystem((operation) => {
      if (operation !== 'rename') return;
      tries++;
      throw systemError('EPERM');
    }, clock);
    await expect(acquireLock(denied, setUp().file)).rejects.toMatchObject({ code: 'EPERM' });
    expect(tries).toBe(5);
    time = 0;
    const { file, lock } = setUp(ownerFileName({ ...owner, pid: process.ppid }));
    const sometimes = hookedSystem(async (operation) => {
      if (operation !== 'readdir') return;
      if (time === 0 || time === 4000) throw systemError('EPERM');
      if (time === 4500) rmSync(lock, { recursive: true, force: true });
    }, clock);
    await (await acquireLock(sometimes, file)).release();
    expect(time).toBe(4500);
  });

  it('waits if another program creates a file at the lock’s path just before Keyferry takes the lock', async () => {
    const { file, lock } = setUp();
    const system = hookedSystem((operation) => {
      if (operation === 'rename') writeFileSync(lock, '');
    }, quickClock());
    await expect(acquireLock(system, file)).rejects.toThrow(`locked by the file ${lock}`);
  });

  it('fails if the folder of the file to lock does not exist', async () => {
    const { directory } = setUp();
    await expect(acquireLock(quickClock(), join(directory, 'gone', 'credentials'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('a lock of this process', () => {
  afterEach(() => void vi.useRealTimers());

  it('is a folder with a file named after the owner, and only this user can open the folder and the file', async () => {
    const { file, lock: path } = setUp();
    const lock = await acquireLock(here, file);
    const [name] = readdirSync(path);
    expect(readOwner(name ?? '')).toMatchObject({ pid: process.pid, place: here.place });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, name ?? '')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(path, name ?? ''), 'utf8')).toBe('');
    await lock.release();
  });

  it('has a heartbeat every two seconds until its release', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { file } = setUp();
    let beats = 0;
    const system = hookedSystem(
      (operation) => {
        if (operation === 'utimes') beats++;
      },
      { now: () => 5_000_000 },
    );
    const lock = await acquireLock(system, file);
    vi.advanceTimersByTime(1999);
    expect(beats).toBe(0);
    vi.advanceTimersByTime(1);
    expect(beats).toBe(1);
    vi.advanceTimersByTime(4000);
    expect(beats).toBe(3);
    await lock.release();
    vi.advanceTimersByTime(10_000);
    expect(beats).toBe(3);
  });

  it('does not keep the process running', async () => {
    const timers = vi.spyOn(globalThis, 'setInterval');
    const lock = await acquireLock(here, setUp().file);
    const beat = timers.mock.results.at(-1)?.value as NodeJS.Timeout;
    expect(beat.hasRef()).toBe(false);
    await lock.release();
    timers.mockRestore();
  });

  it('blocks a second acquireLock of this process; a lock of an ended process with the same pid does not', async () => {
    const { file } = setUp(ownerFileName({ ...owner, pid: process.pid }));
    const system = quickClock();
    const lock = await acquireLock(system, file);
    expect(system.passed()).toBe(0);
    await expect(acquireLock(system, file)).rejects.toThrow(`process ${process.pid}`);
    expect(system.passed()).toBeGreaterThanOrEqual(LOCK_WAIT_MS);
    await lock.release();
  });

  it('attack 23: is taken in a second try if its temporary folder was removed during the first try', async () => {
    const { file, names } = setUp();
    let swept = false;
    const system = hookedSystem(async (operation, path) => {
      if (operation !== 'rename' || swept) return;
      swept = true;
      await sweepStaging(here, file, [basename(path)]);
    }, quickClock());
    const lock = await acquireLock(system, file);
    expect(swept).toBe(true);
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(names()).toEqual([]);
  });

  it('attack 23: is taken in a second try if its owner’s file was removed during the first try', async () => {
    const { file } = setUp();
    let swept = false;
    const system = hookedSystem(async (operation, path) => {
      if (operation !== 'rename' || swept) return;
      swept = true;
      const [name] = readdirSync(path);
      await here.files.unlink(join(path, name ?? ''));
    }, quickClock());
    const lock = await acquireLock(system, file);
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
  });
});

describe('a lock owner on another computer', () => {
  it('attack 23: loses the lock only after ten seconds without a heartbeat', async () => {
    const { file, lock } = setUp(ownerFileName({ ...owner, place: 'elsewhere' }));
    const path = join(lock, readdirSync(lock)[0] ?? '');
    const system = quickClock();
    let beaten = false;
    const sleep = async (ms: number) => {
      if (!beaten && system.passed() > 1500) {
        beaten = true;
        utimesSync(path, 1, 1);
      }
      await system.sleep(ms);
    };
    const taken = await acquireLock({ ...system, sleep }, file);
    expect(system.passed()).toBeGreaterThan(1500 + LOCK_STALE_MS);
    await taken.release();
  });
});
