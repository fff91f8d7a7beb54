import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine, beforeRename, codeOf, once } from './edit-rig.ts';
import { hookedSystem } from './faulty-system.ts';

describe('the warnings about a file', () => {
  it.each([
    [0o640, 'read'],
    [0o604, 'read'],
    [0o620, 'change'],
    [0o602, 'change'],
    [0o666, 'read and change'],
  ])('attack 20: say whether other users can read or change a file with the mode %o', async (mode, what) => {
    const { credentials } = prepared(OLD, mode);
    const { warnings } = await editFile(thisSystem(), credentials, addLine);
    expect(warnings).toEqual([`Other users can ${what} ${credentials}; run \`chmod 600 ${credentials}\`.`]);
  });

  it('do not appear for a new file, or on Windows, where file modes have no meaning', async () => {
    const created = prepared(null);
    expect((await editFile(thisSystem(), created.credentials, addLine)).warnings).toEqual([]);
    const windows = hookedSystem(() => {}, { platform: 'win32', uid: null });
    expect((await editFile(windows, prepared(OLD, 0o666).credentials, addLine)).warnings).toEqual([]);
  });
});

describe('another program that keeps changing the file', () => {
  it('makes an edit stop after twenty tries if the edit has not replaced the file yet', async () => {
    const sandbox = prepared();
    let rounds = 0;
    const system = hookedSystem((operation) => {
      if (operation === 'handle.sync') writeFileSync(sandbox.credentials, `[turn-${++rounds}]\n`);
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_CONTENDED');
    expect(rounds).toBe(20);
  });

  it('makes an edit stop only after fifty tries if the edit has already replaced the file', async () => {
    const sandbox = prepared();
    let rounds = 0;
    const system = hookedSystem(
      (operation, path) => {
        if (beforeRename(operation, path)) appendFileSync(sandbox.credentials, `[late-${++rounds}]\n`);
      },
      { sleep: async () => {} },
    );
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_CONTENDED');
    expect(rounds).toBe(50);
  });
});

describe('an edit that becomes impossible because another program changes the file late', () => {
  const edit = (text: string) => {
    if (text.includes('[new]')) throw new KeyferryError('PROFILE_EXISTS', { name: 'new', holds: 'is there' });
    return addLine(text);
  };

  it('attack 24: is undone, and the other program’s change stays', async () => {
    const sandbox = prepared();
    const theirs = '[new]\nkey = theirs\n';
    const system = once(beforeRename, () => appendFileSync(sandbox.credentials, theirs));
    expect(await codeOf(editFile(system, sandbox.credentials, edit))).toBe('PROFILE_EXISTS');
    expect(sandbox.read()).toBe(`${OLD}${theirs}`);
  });
});

describe('after an edit', () => {
  it.each([
    ['that changes the file', addLine],
    ['that changes nothing', (text: string) => text],
  ])('%s, every file that was opened is closed', async (_, edit) => {
    const sandbox = prepared();
    const open = new Map<string, number>();
    const system = hookedSystem((operation, path) => {
      const step = { open: 1, 'handle.close': -1 }[operation] ?? 0;
      open.set(path, (open.get(path) ?? 0) + step);
    });
    await editFile(system, sandbox.credentials, edit);
    expect(open.get(sandbox.credentials)).toBe(0);
    expect([...open.values()].filter((count) => count !== 0)).toEqual([]);
  });

  it('attack 23: the lock folders of killed processes no longer exist', async () => {
    const sandbox = prepared();
    mkdirSync(join(sandbox.aws, `credentials.lock.${'a'.repeat(32)}`));
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.names()).toEqual(['credentials']);
  });
});
