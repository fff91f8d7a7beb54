import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile, sweepTemporaries } from '../../../../native-host/aws-files/editing/atomic-write.ts';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import type { Lock } from '../../../../native-host/aws-files/editing/lock.ts';
import { takeSnapshot } from '../../../../native-host/aws-files/editing/snapshot.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared, type Sandbox } from '../../../process/rig/sandbox.ts';
import { addLine, codeOf } from './edit-rig.ts';
import { hookedSystem, systemError } from './faulty-system.ts';

const HELD: Lock = { isHeld: async () => true, release: async () => {} };
const TOKEN = 'a'.repeat(32);
const isTemporary = (path: string) => path.endsWith('.tmp');
const target = ({ credentials }: Sandbox) => ({ shown: credentials, real: credentials });

/** A system that records the names of file operations, in order. `of` decides for which paths it records them. */
function recorded(of: (path: string) => boolean, changes: Partial<System> = {}) {
  const calls: string[] = [];
  const system = hookedSystem((operation, path) => {
    if (of(path)) calls.push(operation);
  }, changes);
  return { system, calls };
}

describe('temporary files of Keyferry processes that were killed', () => {
  it('attack 21: are removed, and files with similar names are kept', async () => {
    const sandbox = prepared();
    const leftover = `.credentials.keyferry-${TOKEN}.tmp`;
    const others = [
      `.config.keyferry-${TOKEN}.tmp`,
      '.credentials.keyferry-a.tmp',
      `x.credentials.keyferry-${TOKEN}.tmp`,
      '.credentials.keyferry-undefined.tmp',
    ];
    for (const name of [leftover, ...others]) writeFileSync(join(sandbox.aws, name), 'x');
    await sweepTemporaries(thisSystem(), target(sandbox), readdirSync(sandbox.aws));
    expect(sandbox.names()).toEqual([...others, 'credentials'].sort());
  });

  it('attack 21: are removed by the next edit of the file, even if the edit changes nothing', async () => {
    const sandbox = prepared();
    writeFileSync(join(sandbox.aws, `.credentials.keyferry-${TOKEN}.tmp`), 'x');
    await editFile(thisSystem(), sandbox.credentials, (text) => text);
    expect(sandbox.names()).toEqual(['credentials']);
  });
});

describe('the temporary file of an edit', () => {
  /**
   * Counts how often Keyferry opens the temporary file. The first 9 tries fail with the error `code`. Later tries fail
   * because the disk is full.
   */
  async function tries(code: string) {
    let count = 0;
    const system = hookedSystem((operation, path) => {
      if (operation === 'open' && isTemporary(path)) throw systemError(++count > 9 ? 'ENOSPC' : code);
    });
    return { code: await codeOf(editFile(system, prepared().credentials, addLine)), count };
  }

  it('attack 19: gets another name at most four times if a file with its name exists; then the edit fails', async () => {
    expect(await tries('EEXIST')).toEqual({ code: 'FILE_IO', count: 5 });
  });

  it('is not created in a second try after an error such as EACCES', async () => {
    expect(await tries('EACCES')).toEqual({ code: 'FILE_READ_ONLY', count: 1 });
  });
});

describe('the group of the file', () => {
  const GROUP = 54_321;

  /**
   * Replaces a file that has this mode and belongs to the group `gid`. Without `gid`, the file belongs to the same
   * group as every new file.
   */
  async function replaced(
    mode: number,
    { gid, fails = false, uid = 1000 as number | null, platform = 'linux' } = {} as {
      gid?: number;
      fails?: boolean;
      uid?: number | null;
      platform?: NodeJS.Platform;
    },
  ) {
    const sandbox = prepared(OLD, mode);
    const chowned: number[][] = [];
    const real = thisSystem();
    const open = async (...args: Parameters<typeof real.files.open>) => {
      const handle = await real.files.open(...args);
      const chown = async (...to: number[]) => {
        if (fails) throw systemError('EPERM');
        chowned.push(to);
      };
      return Object.assign(handle, { chown });
    };
    const snapshot = await takeSnapshot(real, target(sandbox));
    if (snapshot.file && gid !== undefined) Object.assign(snapshot.file.stats, { gid: BigInt(gid) });
    const system: System = { ...real, uid, platform, files: { ...real.files, open } };
    await replaceFile(system, { target: target(sandbox), original: snapshot, text: 'new\n', lock: HELD });
    await snapshot.file?.handle.close();
    return { mode: sandbox.mode(), chowned };
  }

  it('attack 20: stays the same when the file is replaced, and has the same rights as before', async () => {
    expect(await replaced(0o640, { gid: GROUP })).toEqual({ mode: 0o640, chowned: [[1000, GROUP]] });
  });

  it('attack 20: loses its rights to the file if the new file cannot belong to the same group', async () => {
    expect(await replaced(0o664, { gid: GROUP, fails: true })).toEqual({ mode: 0o604, chowned: [] });
  });

  it('is not set if it has no rights to the file, if the new file already has it, or if the system has no user ids', async () => {
    expect(await replaced(0o600, { gid: GROUP })).toEqual({ mode: 0o600, chowned: [] });
    expect(await replaced(0o640)).toEqual({ mode: 0o640, chowned: [] });
    expect(await replaced(0o640, { gid: GROUP, uid: null })).toEqual({ mode: 0o640, chowned: [] });
  });
});

describe('on Windows', () => {
  const windows = { platform: 'win32', uid: null } as const;

  it('the mode and the group of a new file are not set, and the folder is not synced', async () => {
    const sandbox = prepared();
    const { system, calls } = recorded((path) => isTemporary(path) || path === sandbox.aws, windows);
    await editFile(system, sandbox.credentials, addLine);
    expect(calls).toContain('handle.sync');
    for (const call of ['handle.chmod', 'handle.chown', 'handle.stat']) expect(calls).not.toContain(call);
    expect(calls.filter((call) => call === 'handle.sync')).toHaveLength(1);
    expect(calls.filter((call) => call === 'open')).toHaveLength(1);
  });

  it('the old file is closed before the new file replaces it, unlike on Linux', async () => {
    for (const [changes, isClosed] of [
      [windows, true],
      [{ platform: 'linux' }, false],
    ] as const) {
      const sandbox = prepared();
      const { system, calls } = recorded((path) => path === sandbox.credentials || isTemporary(path), changes);
      await editFile(system, sandbox.credentials, addLine);
      // Before the rename, the first close is always the close of the temporary file.
      const closes = calls.slice(0, calls.indexOf('rename')).filter((call) => call === 'handle.close');
      expect(closes).toHaveLength(isClosed ? 2 : 1);
    }
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'a rename that fails with %s is tried ten times, and each pause is longer than the pause before',
    async (code) => {
      const sandbox = prepared();
      let count = 0;
      const pauses: number[] = [];
      const system = hookedSystem(
        (operation, path) => {
          if (operation !== 'rename' || !isTemporary(path)) return;
          if (++count > 12) throw systemError('ENOSPC');
          throw systemError(code);
        },
        { ...windows, sleep: async (ms) => void pauses.push(ms) },
      );
      expect(await codeOf(editFile(system, sandbox.credentials, addLine))).not.toBe('done');
      expect(count).toBe(10);
      expect(pauses).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
      expect(sandbox.read()).toBe(OLD);
    },
  );

  it('a rename that fails because the disk is full is not tried again', async () => {
    let count = 0;
    const system = hookedSystem((operation, path) => {
      if (operation === 'rename' && isTemporary(path) && ++count < 5) throw systemError('ENOSPC');
    }, windows);
    expect(await codeOf(editFile(system, prepared().credentials, addLine))).toBe('FILE_NO_SPACE');
    expect(count).toBe(1);
  });
});

describe('a file that Keyferry refuses to change', () => {
  it('attack 21: is a file that is marked read-only, and the error names the reason and a remedy', async () => {
    const sandbox = prepared(OLD, 0o444);
    await expect(editFile(thisSystem(), sandbox.credentials, addLine)).rejects.toThrow(
      /marked read-only\).*First make it writable/,
    );
  });

  it('attack 21: is a file to which the system denies write access', async () => {
    const sandbox = prepared();
    const system = hookedSystem((operation, path) => {
      if (operation === 'access' && path === sandbox.credentials) throw systemError('EACCES');
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_READ_ONLY');
    expect(sandbox.read()).toBe(OLD);
  });

  it('attack 23: is a file whose lock another process has taken over', async () => {
    const sandbox = prepared();
    const original = await takeSnapshot(thisSystem(), target(sandbox));
    const lock: Lock = { ...HELD, isHeld: async () => false };
    const work = replaceFile(thisSystem(), { target: target(sandbox), original, text: 'new\n', lock });
    expect(await codeOf(work)).toBe('FILE_CONTENDED');
    await original.file?.handle.close();
    expect(sandbox.read()).toBe(OLD);
    expect(sandbox.names()).toEqual(['credentials']);
  });
});
