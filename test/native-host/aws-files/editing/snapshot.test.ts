import {
  appendFileSync,
  chmodSync,
  constants,
  mkdirSync,
  renameSync,
  type Stats,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  decode,
  holdsText,
  kindOf,
  READ_WITHOUT_WAITING,
  refuseHuge,
} from '../../../../native-host/aws-files/editing/readable.ts';
import {
  closeSnapshot,
  isCurrent,
  lateText,
  readText,
  takeSnapshot,
} from '../../../../native-host/aws-files/editing/snapshot.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { codeOf } from './edit-rig.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const MEBIBYTE = 2 ** 20;
/** The simulated time, in s. The last change of each file in these tests was at this time. */
const NOW = 1000;
const real = thisSystem();

/** A file with this text, and a system whose clock moves only while the system sleeps. */
function setUp(text: string | null = OLD) {
  const sandbox = prepared(text);
  if (text !== null) utimesSync(sandbox.credentials, NOW, NOW);
  const target = { shown: 'FILE', real: sandbox.credentials };
  let time = 0;
  let onSleep = () => {};
  const sleep = async (ms: number) => {
    time += ms;
    onSleep();
  };
  const system: System = { ...real, now: () => NOW * 1000, monotonic: () => time, sleep };
  return { ...sandbox, target, system, passed: () => time, whileSleeping: (act: () => void) => (onSleep = act) };
}

/** Takes a snapshot, runs `work` with it and closes it. */
async function withSnapshot<T>(
  { system, target }: Pick<ReturnType<typeof setUp>, 'system' | 'target'>,
  work: (snapshot: Awaited<ReturnType<typeof takeSnapshot>>) => T | Promise<T>,
): Promise<T> {
  const snapshot = await takeSnapshot(system, target);
  try {
    return await work(snapshot);
  } finally {
    await closeSnapshot(snapshot);
  }
}

describe('a snapshot of a file', () => {
  it('has the bytes of the file, or no bytes if the file does not exist', async () => {
    expect(await withSnapshot(setUp(), ({ bytes }) => bytes.toString())).toBe(OLD);
    expect(await withSnapshot(setUp(`${'x'.repeat(10_000)}\n`), ({ bytes }) => bytes.length)).toBe(10_001);
    const none = setUp(null);
    mkdirSync(none.aws);
    expect(await withSnapshot(none, ({ bytes, file }) => [bytes.length, file])).toEqual([0, null]);
    expect(none.passed()).toBe(0);
  });

  it('is delayed by at most a second if a program has just changed the file and its last line is not complete', async () => {
    const half = setUp('[a]\nk');
    expect(await withSnapshot(half, ({ bytes }) => bytes.toString())).toBe('[a]\nk');
    expect(half.passed()).toBeGreaterThanOrEqual(1000);
    expect(half.passed()).toBeLessThan(1010);
    const filled = setUp('');
    filled.whileSleeping(() => writeFileSync(filled.credentials, OLD));
    expect(await withSnapshot(filled, ({ bytes }) => bytes.toString())).toBe(OLD);
    expect(filled.passed()).toBe(3);
    const complete = setUp();
    await withSnapshot(complete, () => {});
    expect(complete.passed()).toBe(0);
  });

  it('is taken after exactly a second if the file’s last line stays incomplete', async () => {
    const half = setUp('[a]\nk');
    let time = 0;
    const sleep = async () => {
      time += 500;
    };
    const system = { ...half.system, monotonic: () => time, sleep };
    await withSnapshot({ ...half, system }, async (snapshot) => {
      expect(time).toBe(1000);
      writeFileSync(half.credentials, '[a]\nother');
      expect(await lateText(system, snapshot)).toBe('[a]\nother');
      expect(time).toBe(2000);
    });
  });

  it('is taken at once if the file has not changed for a second, or if its time of change is in the future', async () => {
    for (const seconds of [-5, -1, 1, 5]) {
      const old = setUp('[a]\nk');
      utimesSync(old.credentials, NOW + seconds, NOW + seconds);
      await withSnapshot(old, () => {});
      expect(old.passed()).toBe(0);
    }
  });

  it('leaves no file handle open after a wait or an error', async () => {
    const half = setUp('[a]\nk');
    let open = 0;
    const count = (operation: string, path: string) => {
      if (path === half.credentials) open += { open: 1, 'handle.close': -1 }[operation] ?? 0;
    };
    await withSnapshot({ ...half, system: hookedSystem(count, half.system) }, () => {});
    expect(open).toBe(0);
    const failing = hookedSystem((operation, path) => {
      count(operation, path);
      if (operation === 'handle.read') throw systemError('EIO');
    }, half.system);
    await expect(takeSnapshot(failing, half.target)).rejects.toMatchObject({ code: 'EIO' });
    expect(open).toBe(0);
  });

  it('attack 20: is refused for a file of another user', async () => {
    const rig = setUp();
    const system = { ...rig.system, uid: (rig.system.uid ?? 0) + 1 };
    expect(await codeOf(takeSnapshot(system, rig.target))).toBe('FILE_OWNER');
  });

  it('is refused for a huge file without reading it', async () => {
    const huge = setUp();
    truncateSync(huge.credentials, 128 * MEBIBYTE + 1);
    let reads = 0;
    const system = hookedSystem((operation) => {
      if (operation === 'handle.read') reads++;
    }, huge.system);
    await expect(takeSnapshot(system, huge.target)).rejects.toThrow(
      'FILE could not be read (it is larger than 128 MiB). Nothing was changed.',
    );
    expect(reads).toBe(0);
  });

  it('is refused for a file that grows without end', async () => {
    const rig = setUp();
    let reads = 0;
    const open = async (...args: Parameters<typeof real.files.open>) => {
      const handle = await real.files.open(...args);
      const read = async () => {
        if (++reads > 9) throw systemError('EIO');
        return { bytesRead: 50 * MEBIBYTE };
      };
      return Object.assign(handle, { read });
    };
    const files = { ...real.files, open } as unknown as System['files'];
    expect(await codeOf(takeSnapshot({ ...rig.system, files }, rig.target))).toBe('FILE_UNREADABLE');
    expect(reads).toBe(3);
  });

  it.each([
    ['nothing', () => {}, true],
    ['its text', (path: string) => appendFileSync(path, 'x'), false],
    ['its mode', (path: string) => chmodSync(path, 0o640), false],
    ['its time', (path: string) => utimesSync(path, 1, 1), false],
    [
      'the file itself',
      (path: string) => {
        writeFileSync(`${path}.new`, OLD);
        renameSync(`${path}.new`, path);
      },
      false,
    ],
    ['its name', (path: string) => renameSync(path, `${path}.old`), false],
  ])('is current only until another program changes the file (here it changes %s)', async (_, change, isStill) => {
    const rig = setUp();
    await withSnapshot(rig, async (snapshot) => {
      change(rig.credentials);
      expect(await isCurrent(rig.system, rig.target, snapshot)).toBe(isStill);
    });
  });

  it('is not current if the file now has another inode, device, size, time or mode', async () => {
    const rig = setUp();
    await withSnapshot(rig, async (snapshot) => {
      for (const part of ['ino', 'dev', 'size', 'mtimeNs', 'mode'] as const) {
        const file = snapshot.file as NonNullable<typeof snapshot.file>;
        const stats = Object.assign(Object.create(file.stats), { [part]: file.stats[part] + 1n });
        expect(await isCurrent(rig.system, rig.target, { ...snapshot, file: { ...file, stats } }), part).toBe(false);
      }
    });
  });

  it('is current for a missing file until somebody creates the file', async () => {
    const rig = setUp(null);
    mkdirSync(rig.aws);
    await withSnapshot(rig, async (snapshot) => {
      expect(await isCurrent(rig.system, rig.target, snapshot)).toBe(true);
      rig.put(rig.credentials, OLD);
      expect(await isCurrent(rig.system, rig.target, snapshot)).toBe(false);
    });
  });
});

describe('lateText (the text that another program wrote into the old file)', () => {
  /**
   * What `lateText` returns if another program changes the file. `change` is its first write. With `isLater`, the
   * program writes a second time while Keyferry waits.
   */
  async function late(
    change: (path: string) => void,
    { text = OLD, isLater = false, platform = 'linux' as NodeJS.Platform } = {},
  ) {
    const rig = setUp(text);
    const system = { ...rig.system, platform };
    return withSnapshot(rig, async (snapshot) => {
      const before = rig.passed();
      change(rig.credentials);
      if (isLater) rig.whileSleeping(() => writeFileSync(rig.credentials, `${OLD}[b]\n`));
      return { text: await lateText(system, snapshot), passed: rig.passed() - before };
    });
  }
  const put = (text: string | Buffer) => (path: string) => writeFileSync(path, text);

  it('is null if the old file did not change; otherwise, Keyferry reads the old file twice', async () => {
    expect(await late(() => {})).toEqual({ text: null, passed: 0 });
    expect(await late(put(`${OLD}[b]\n`))).toEqual({ text: `${OLD}[b]\n`, passed: 3 });
    expect(await late(put(`${OLD}[b`), { isLater: true })).toEqual({ text: `${OLD}[b]\n`, passed: 6 });
    expect(await late(put(`${OLD}[b]\n`), { platform: 'win32' })).toEqual({ text: null, passed: 0 });
  });

  it.each([
    ['is empty', '', null],
    ['has a zero', `[b]\0\n`, null],
    ['is not UTF-8', Buffer.from([0x5b, 0xe4, 0x5d, 0x0a]), null],
    ['ends in a line', `${OLD}[b`, null],
    ['is complete', '[é]\n', '[é]\n'],
  ])('is used only if the text is complete; here, it %s', async (_, text, expected) => {
    expect((await late(put(text))).text).toBe(expected);
  });

  it('may have an incomplete last line if the earlier text had one, but may not be the start of the earlier text', async () => {
    const before = '[a]\nkey';
    const other = await late(put('[a]\nother'), { text: before });
    expect(other.text).toBe('[a]\nother');
    expect(other.passed).toBeGreaterThanOrEqual(1000);
    expect(other.passed).toBeLessThan(1010);
    expect((await late(put('[a]\nke'), { text: before })).text).toBeNull();
  });

  it('is null if the old file never existed, or if Keyferry cannot read it any more', async () => {
    expect(await lateText(real, { bytes: Buffer.alloc(0), file: null })).toBeNull();
    const rig = setUp();
    const snapshot = await takeSnapshot(rig.system, rig.target);
    await closeSnapshot(snapshot);
    expect(await lateText(rig.system, snapshot)).toBeNull();
    await closeSnapshot(snapshot);
  });
});

describe('a file that Keyferry only reads', () => {
  it('counts as empty if it does not exist or is a device', async () => {
    const { credentials, home } = prepared();
    expect(await readText(real, credentials)).toBe(OLD);
    expect(await readText(real, join(home, 'missing'))).toBe('');
    expect(await readText(real, join(credentials, 'below-a-file'))).toBe('');
    expect(await readText(real, '/dev/null')).toBe('');
    expect(await codeOf(readText(real, home))).toBe('FILE_NOT_REGULAR');
    const failing = hookedSystem((operation) => {
      if (operation === 'open') throw systemError('EACCES');
    });
    await expect(readText(failing, credentials)).rejects.toMatchObject({ code: 'EACCES' });
  });

  it('is closed after Keyferry has read it', async () => {
    const calls: string[] = [];
    await readText(
      hookedSystem((operation) => void calls.push(operation)),
      prepared().credentials,
    );
    expect(calls.at(-1)).toBe('handle.close');
  });

  it('is opened without a wait, even if the file is a pipe to which no program writes', () => {
    expect(READ_WITHOUT_WAITING & constants.O_NONBLOCK).toBe(constants.O_NONBLOCK);
  });

  it('is refused if it is larger than 128 MiB or is a pipe', () => {
    expect(() => refuseHuge('FILE', { size: 128 * MEBIBYTE })).not.toThrow();
    expect(() => refuseHuge('FILE', { size: 128 * MEBIBYTE + 1 })).toThrow('FILE could not be read (it is larger than');
    const stats = (kind: string, size = 1) =>
      ({
        size,
        isFile: () => kind === 'file',
        isCharacterDevice: () => kind === 'device',
        isDirectory: () => kind === 'directory',
        isFIFO: () => kind === 'pipe',
      }) as Stats;
    expect(holdsText('FILE', stats('file'))).toBe(true);
    expect(holdsText('FILE', stats('device'))).toBe(false);
    expect(() => holdsText('FILE', stats('pipe'))).toThrow('FILE is a pipe, not a regular file.');
    expect(() => holdsText('FILE', stats('file', 200 * MEBIBYTE))).toThrow('larger than 128 MiB');
    expect(['directory', 'pipe', 'socket'].map((kind) => kindOf(stats(kind)))).toEqual([
      'a directory',
      'a pipe',
      'a special file',
    ]);
  });

  it('must be UTF-8', () => {
    expect(decode(Buffer.from('[a]\n'), 'FILE')).toBe('[a]\n');
    expect(decode(Buffer.from('[é]\n'), 'FILE')).toBe('[é]\n');
    expect(() => decode(Buffer.from([0xe4]), 'FILE')).toThrow('some bytes have another encoding');
  });
});
