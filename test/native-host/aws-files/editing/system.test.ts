import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';

const system = thisSystem();
const isLinux = process.platform === 'linux';
/** A number that is larger than any process id on Linux. */
const NO_PROCESS = 2 ** 22 + 1;

describe('the object that describes this machine', () => {
  it('has the host name, and the user id and pid of this process', () => {
    expect(system.place).toContain(
      hostname()
        .replace(/[^A-Za-z0-9.-]+/g, '-')
        .slice(0, 60),
    );
    expect(system.place).toMatch(/^[A-Za-z0-9.-]{1,120}$/);
    expect([system.uid, system.pid, system.platform]).toEqual([
      process.geteuid?.() ?? null,
      process.pid,
      process.platform,
    ]);
  });

  it.skipIf(!isLinux)(
    'has the pid namespace of this process, and the lists of users and groups (only on Linux)',
    () => {
      expect(system.place).toMatch(/-pid-\d+-?$/);
      const { passwd, group } = system.userLists();
      expect(passwd).toMatch(/^root:/m);
      expect(group).toMatch(/^root:/m);
    },
  );

  it('gives the time of day, a time that never goes back, and a new random token for each call', async () => {
    expect(system.token()).toMatch(/^[0-9a-f]{32}$/);
    expect(system.token()).not.toBe(system.token());
    const before = [Date.now(), performance.now()] as const;
    const [now, monotonic] = [system.now(), system.monotonic()];
    expect(now).toBeGreaterThanOrEqual(before[0]);
    expect(monotonic).toBeGreaterThanOrEqual(before[1]);
    expect(monotonic).toBeLessThanOrEqual(performance.now());
  });

  it('waits for the given time', async () => {
    vi.useFakeTimers();
    let isOver = false;
    const waiting = system.sleep(50).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(49);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
    await waiting;
    vi.useRealTimers();
  });
});

describe('the start time of a process', () => {
  it('is “gone” only if the process does not exist', () => {
    expect(system.startOf(NO_PROCESS)).toBe('gone');
    expect(system.startOf(process.pid)).not.toBe('gone');
    expect(system.startOf(1)).not.toBe('gone');
  });

  it.skipIf(!isLinux)('is the value in the file /proc/PID/stat of the process (only on Linux)', () => {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    expect(system.startOf(process.pid)).toBe(fields[19]);
  });

  it.skipIf(!isLinux)(
    'is “gone” for an ended process whose parent has not asked for the exit status (only on Linux)',
    async () => {
      // The shell starts `cat`, and then becomes the program `sleep`. `sleep` never asks for the exit status of `cat`.
      // `cat` ends when its input ends.
      const parent = spawn('/bin/sh', ['-c', 'cat <&3 >/dev/null & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
      });
      try {
        const [line] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
        const pid = Number(line.toString());
        await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
        expect(system.startOf(pid)).toMatch(/^\d+$/);
        (parent.stdio[3] as Writable).end();
        await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
        expect(system.startOf(pid)).toBe('gone');
      } finally {
        parent.kill();
      }
    },
  );
});
