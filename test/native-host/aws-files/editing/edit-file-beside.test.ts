import { appendFileSync, chmodSync, openSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine, beforeRename, codeOf, once } from './edit-rig.ts';
import { hookedSystem } from './faulty-system.ts';

describe('editFile while another program writes the same file', () => {
  const foreign = `${OLD}[foreign]\nkey = v\n`;

  /**
   * The system with clocks that stand still. So Keyferry always finds that the file was changed just now. It also never
   * finds that it has waited too long.
   */
  const patient = (system: System, path: string): System => ({
    ...system,
    now: () => statSync(path).mtimeMs,
    monotonic: () => 0,
  });

  const beforeFsync = (operation: string) => operation === 'handle.sync';

  it('attack 24: keeps text that the other program writes after the read and before the rename of editFile', async () => {
    const sandbox = prepared();
    const system = once(beforeFsync, () => writeFileSync(sandbox.credentials, foreign));
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: keeps the new file if the other program replaces the file before the rename of editFile', async () => {
    const sandbox = prepared();
    const system = once(beforeFsync, () => {
      writeFileSync(join(sandbox.home, 'theirs'), foreign);
      renameSync(join(sandbox.home, 'theirs'), sandbox.credentials);
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: keeps a file that the other program creates before the rename of editFile', async () => {
    const sandbox = prepared(null);
    const system = once(beforeFsync, () => writeFileSync(sandbox.credentials, foreign));
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: keeps text that the other program writes into the old file after the rename of editFile', async () => {
    const sandbox = prepared();
    const system = once(beforeRename, () => {
      // Writes as the AWS CLI does: opens the file, which makes it empty, and writes the new text some time after
      // Keyferry's rename.
      const descriptor = openSync(sandbox.credentials, 'w');
      setTimeout(() => writeSync(descriptor, foreign), 150);
    });
    await editFile(patient(system, sandbox.credentials), sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('attack 24: waits for the new text if the other program has just emptied the file to write it again', async () => {
    const sandbox = prepared();
    const descriptor = openSync(sandbox.credentials, 'w');
    setTimeout(() => writeSync(descriptor, foreign), 150);
    await editFile(patient(thisSystem(), sandbox.credentials), sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: keeps the other program’s update and refuses the edit if the update makes the edit impossible', async () => {
    const sandbox = prepared();
    const system = once(beforeRename, () => appendFileSync(sandbox.credentials, '[new]\n'));
    const edit = (text: string) => {
      if (text.includes('[new]')) throw new KeyferryError('PROFILE_EXISTS', { name: 'new', holds: 'is there' });
      return addLine(text);
    };
    expect(await codeOf(editFile(system, sandbox.credentials, edit))).toBe('PROFILE_EXISTS');
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
  });

  it('attack 24: keeps two updates of the other program: one in the old file, and one in the new file of editFile', async () => {
    const sandbox = prepared();
    let replaced = false;
    const system = hookedSystem((operation, path) => {
      if (!replaced && beforeRename(operation, path)) appendFileSync(sandbox.credentials, '[first]\nkey = 1\n');
      // After the rename, editFile opens the file again. At this moment, the new file exists, but editFile has not read
      // it yet.
      else if (replaced && operation === 'open' && path === sandbox.credentials) {
        if (!sandbox.read().includes('[second]')) appendFileSync(sandbox.credentials, '[second]\nkey = 2\n');
      }
      if (beforeRename(operation, path)) replaced = true;
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${OLD}[first]\nkey = 1\n[second]\nkey = 2\n[new]\n`);
  });

  it.each([
    ['nothing', ''],
    ['zeros', '\0'.repeat(12)],
    ['the start of its text', OLD.slice(0, -3)],
  ])(
    'attack 24: writes the complete text even if the other program dies after it wrote %s into the old file',
    async (_, left) => {
      const sandbox = prepared();
      const system = once(beforeRename, () => writeFileSync(sandbox.credentials, left));
      await editFile(system, sandbox.credentials, addLine);
      expect(sandbox.read()).toBe(`${OLD}[new]\n`);
    },
  );

  it('gives up if the other program changes the file again and again, and keeps the other program’s text', async () => {
    const sandbox = prepared();
    let turn = 0;
    const system = hookedSystem((operation) => {
      if (beforeFsync(operation)) writeFileSync(sandbox.credentials, `[turn-${++turn}]\n`);
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_CONTENDED');
    expect(sandbox.read()).toBe(`[turn-${turn}]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('refuses a directory in which other users can write, but accepts such a directory with the sticky bit', async () => {
    const sandbox = prepared();
    chmodSync(dirname(sandbox.credentials), 0o777);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_UNSAFE_DIRECTORY');
    chmodSync(dirname(sandbox.credentials), 0o1777);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('done');
  });
});
