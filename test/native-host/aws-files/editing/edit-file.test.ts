import { statSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine, codeOf } from './edit-rig.ts';
import { hookedSystem } from './faulty-system.ts';

describe('editFile', () => {
  it('replaces the text, keeps the file’s mode and leaves no temporary file', async () => {
    const sandbox = prepared();
    expect(await editFile(thisSystem(), sandbox.credentials, addLine)).toEqual({ changed: true, warnings: [] });
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('does not write the file if the edit changes nothing', async () => {
    const sandbox = prepared();
    const writes: string[] = [];
    const system = hookedSystem((operation, path) => {
      if (path.endsWith('.tmp') || operation === 'handle.writeFile') writes.push(operation);
    });
    expect(await editFile(system, sandbox.credentials, (text) => text)).toEqual({ changed: false, warnings: [] });
    expect(writes).toEqual([]);
  });

  it.each([0, 0o077])(
    'attack 20: with the umask %o, a new file has the mode 0600 and a new directory has 0700',
    async (umask) => {
      const sandbox = prepared(null);
      const before = process.umask(umask);
      try {
        await editFile(thisSystem(), sandbox.credentials, addLine);
      } finally {
        process.umask(before);
      }
      expect(sandbox.mode()).toBe(0o600);
      expect(sandbox.mode(sandbox.aws)).toBe(0o700);
    },
  );

  it.each([0o600, 0o640, 0o644, 0o755])('attack 20: a file keeps its mode %o', async (mode) => {
    const sandbox = prepared(OLD, mode);
    const { warnings } = await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.mode()).toBe(mode);
    expect(warnings.length).toBe((mode & 0o044) === 0 ? 0 : 1);
  });

  it('attack 20: the set-user-id bit and similar bits are not copied to the new file', async () => {
    const sandbox = prepared(OLD, 0o4600);
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.mode()).toBe(0o600);
  });

  it('attack 20: no other user can read the new file while it is written', async () => {
    const sandbox = prepared(OLD, 0o644);
    const modes: number[] = [];
    const system = hookedSystem((operation, path) => {
      if (operation === 'handle.chmod') modes.push(sandbox.mode(path));
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(modes).toEqual([0o600]);
  });

  it('attack 21: a read-only file is refused, although a rename could replace it', async () => {
    const sandbox = prepared(OLD, 0o400);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_READ_ONLY');
    expect(sandbox.read()).toBe(OLD);
  });

  it('refuses a file that becomes too large while it is read', async () => {
    const sandbox = prepared();
    const system = hookedSystem((operation, path) => {
      // This file is sparse, so it needs no space on the disk.
      if (operation === 'handle.read' && statSync(path).size < 2 ** 20) truncateSync(path, 129 * 2 ** 20);
    });
    const started = editFile(system, sandbox.credentials, addLine);
    expect(await codeOf(started)).toBe('FILE_UNREADABLE');
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('refuses a file that is not UTF-8', async () => {
    const sandbox = prepared(null);
    sandbox.put(sandbox.credentials, Buffer.from([0x5b, 0x61, 0xe4, 0x5d, 0x0a]));
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_ENCODING');
  });

  it('changes nothing when the edit throws an error', async () => {
    const sandbox = prepared();
    const edit = () => {
      throw new KeyferryError('NAMES_COLLIDE', { name: 'x' });
    };
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, edit))).toBe('NAMES_COLLIDE');
    expect(sandbox.names()).toEqual(['credentials']);
  });
});
