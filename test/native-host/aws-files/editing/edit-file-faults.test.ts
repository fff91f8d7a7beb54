import { describe, expect, it } from 'vitest';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine, codeOf } from './edit-rig.ts';
import { failAt, hookedSystem, systemError } from './faulty-system.ts';

describe('editFile', () => {
  const codes = {
    EACCES: 'FILE_READ_ONLY',
    EROFS: 'FILE_READ_ONLY',
    ENOSPC: 'FILE_NO_SPACE',
    EDQUOT: 'FILE_NO_SPACE',
    EFBIG: 'FILE_NO_SPACE',
    EMFILE: 'FILE_IO',
    EIO: 'FILE_IO',
  };

  it.each(Object.entries(codes))(
    'attack 21: the system error %s at any step leads to %s or has no effect, and the file stays complete',
    async (errno, code) => {
      const outcomes = new Map<string, string>();
      for (let step = 0; ; step++) {
        const sandbox = prepared();
        const fault = failAt(step, errno);
        const outcome = await codeOf(editFile(hookedSystem(fault.hook), sandbox.credentials, addLine));
        const failed = fault
          .failed()
          ?.replace(sandbox.home, '')
          .replace(/[0-9a-f]{32}/, 'TOKEN');
        const renamed =
          fault.log.some((each) => each.startsWith('rename') && each.endsWith('.tmp')) && outcome === 'done';
        expect(sandbox.read(), failed).toBe(renamed ? `${OLD}[new]\n` : OLD);
        expect(
          sandbox.names().filter((name) => name.endsWith('.tmp')),
          failed,
        ).toEqual([]);
        if (outcome !== 'done') expect(outcome, failed).toBe(code);
        // If a failed clean-up has left files, the next write still succeeds and removes them.
        expect(await codeOf(editFile(thisSystem(), sandbox.credentials, () => OLD)), failed).toBe('done');
        expect(sandbox.names(), failed).toEqual(['credentials']);
        if (failed === undefined) break;
        outcomes.set(failed, outcome);
      }
      expect(outcomes.size).toBeGreaterThan(20);
      const kinds = [...outcomes.values()];
      expect(kinds.filter((kind) => kind === code).length).toBeGreaterThan(12);
    },
  );

  it('attack 21: does not change the file if write, fsync, chmod or close of the new file fails', async () => {
    for (const operation of ['handle.writeFile', 'handle.sync', 'handle.chmod', 'handle.close']) {
      const sandbox = prepared();
      const system = hookedSystem((name, path) => {
        if (name === operation && path.endsWith('.tmp')) throw systemError('EIO');
      });
      expect(await codeOf(editFile(system, sandbox.credentials, addLine)), operation).toBe('FILE_IO');
      expect(sandbox.read()).toBe(OLD);
      expect(sandbox.names()).toEqual(['credentials']);
    }
  });

  it('attack 22: syncs the new file before the rename and the folder after the rename, so that a power cut loses nothing', async () => {
    const sandbox = prepared();
    const { hook, log } = failAt(Number.POSITIVE_INFINITY, 'EIO');
    await editFile(hookedSystem(hook), sandbox.credentials, addLine);
    const calls = log.map((call) => call.replace(/\.keyferry-[0-9a-f]{32}\.tmp/, '.TEMPORARY'));
    const last = (call: string) => calls.lastIndexOf(call);
    const temporary = `${sandbox.aws}/.credentials.TEMPORARY`;
    const order = [
      last(`handle.writeFile ${temporary}`),
      last(`handle.sync ${temporary}`),
      last(`rename ${temporary}`),
      last(`open ${sandbox.aws}`),
      last(`handle.sync ${sandbox.aws}`),
      last(`handle.close ${sandbox.aws}`),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('attack 21: succeeds even if the folder cannot be synced', async () => {
    const sandbox = prepared();
    const system = hookedSystem((operation, path) => {
      if (operation === 'handle.sync' && path === sandbox.aws) throw systemError('EINVAL');
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('done');
  });

  it('tries a failed rename again only on Windows, where another program can have the file open for a moment', async () => {
    const busy = (times: number) => (operation: string, path: string) => {
      if (operation === 'rename' && path.endsWith('.tmp') && times-- > 0) throw systemError('EPERM');
    };
    const sandbox = prepared();
    const windows = { platform: 'win32', uid: null } as const;
    expect(await codeOf(editFile(hookedSystem(busy(3), windows), sandbox.credentials, addLine))).toBe('done');
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
    expect(await codeOf(editFile(hookedSystem(busy(99), windows), sandbox.credentials, addLine))).toBe(
      'FILE_READ_ONLY',
    );
    expect(await codeOf(editFile(hookedSystem(busy(1)), sandbox.credentials, addLine))).toBe('FILE_READ_ONLY');
    expect(sandbox.names()).toEqual(['credentials']);
  });
});
