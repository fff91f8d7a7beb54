import {
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { OLD, prepared } from '../../../process/rig/sandbox.ts';
import { addLine, codeOf } from './edit-rig.ts';
import { hookedSystem } from './faulty-system.ts';

describe('editFile', () => {
  it('attack 19: keeps a link to the file or to its directory, and updates the real file', async () => {
    const sandbox = prepared(null);
    const dotfiles = join(sandbox.home, 'dotfiles');
    sandbox.put(join(dotfiles, 'aws-credentials'), OLD);
    symlinkSync('dotfiles', sandbox.aws);
    symlinkSync('aws-credentials', join(dotfiles, 'credentials'));
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(readFileSync(join(dotfiles, 'aws-credentials'), 'utf8')).toBe(`${OLD}[new]\n`);
    expect(sandbox.names()).toEqual(['aws-credentials', 'credentials']);
  });

  it('attack 19: refuses a link that leads nowhere or back to itself', async () => {
    const sandbox = prepared(null);
    mkdirSync(sandbox.aws, { mode: 0o700 });
    symlinkSync('nowhere', sandbox.credentials);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_NOT_REGULAR');
    symlinkSync('config', sandbox.config);
    expect(await codeOf(editFile(thisSystem(), sandbox.config, addLine))).toBe('FILE_NOT_REGULAR');
    expect(sandbox.names()).toEqual(['config', 'credentials']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'attack 19: refuses a link of another user to this user’s file or folder (only root can run this test)',
    async () => {
      const sandbox = prepared();
      const places = [
        ['file', sandbox.credentials, (link: string) => link],
        ['folder', dirname(sandbox.credentials), (link: string) => join(link, 'credentials')],
      ] as const;
      for (const [name, to, file] of places) {
        const link = join(sandbox.home, name);
        symlinkSync(to, link);
        lchownSync(link, 65534, 65534);
        expect(await codeOf(editFile(thisSystem(), file(link), addLine))).toBe('FILE_OWNER');
        expect(sandbox.read()).toBe(OLD);
        lchownSync(link, 0, 0);
        expect(await codeOf(editFile(thisSystem(), file(link), (text) => text))).toBe('done');
      }
    },
  );

  it('attack 19: refuses a directory that has the name of the file', async () => {
    const sandbox = prepared(null);
    mkdirSync(sandbox.credentials, { recursive: true, mode: 0o700 });
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_NOT_REGULAR');
  });

  it('attack 19: a link planted at the temporary name is never followed', async () => {
    const sandbox = prepared();
    const victim = join(sandbox.home, 'victim');
    writeFileSync(victim, 'untouched');
    const tokens = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
    const planted = join(sandbox.aws, `.credentials.keyferry-${'b'.repeat(32)}.tmp`);
    const system = hookedSystem(
      (operation, path) => {
        // Creates the link after Keyferry has removed old temporary files. At this moment, Keyferry has already chosen
        // the name of the new temporary file.
        if (operation === 'open' && path === planted) symlinkSync(victim, planted);
      },
      { token: () => tokens.shift() ?? 'd'.repeat(32) },
    );
    await editFile(system, sandbox.credentials, addLine);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
  });

  it('attack 19: a link planted at the path of a killed run’s lock is not followed, and its target keeps all files', async () => {
    const sandbox = prepared();
    const [linked, folder] = ['a', 'b'].map((digit) => `${sandbox.credentials}.lock.${digit.repeat(32)}`);
    const documents = join(sandbox.home, 'documents');
    const leftover = `1_1_gone_${'c'.repeat(32)}`;
    for (const each of [documents, folder as string]) {
      mkdirSync(each);
      for (const name of ['mine', leftover]) writeFileSync(join(each, name), '');
    }
    symlinkSync(documents, linked as string);
    writeFileSync(`${sandbox.credentials}.lock.${'d'.repeat(32)}`, 'a file');
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(readdirSync(documents).sort()).toEqual([leftover, 'mine']);
    expect(readdirSync(folder as string)).toEqual(['mine']);
  });

  it('attack 19: does not follow a link that replaces the file just before editFile opens the file', async () => {
    const sandbox = prepared();
    const victim = join(sandbox.home, 'victim');
    writeFileSync(victim, OLD);
    const system = hookedSystem((operation, path) => {
      if (operation !== 'open' || path !== sandbox.credentials) return;
      renameSync(path, join(sandbox.home, 'aside'));
      symlinkSync(victim, path);
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_IO');
    expect(readFileSync(victim, 'utf8')).toBe(OLD);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('attack 19: warns that a second hard link to the file keeps the old text', async () => {
    const sandbox = prepared();
    linkSync(sandbox.credentials, join(sandbox.home, 'second'));
    const { warnings } = await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(warnings).toEqual([expect.stringContaining('hard links')]);
    expect(readFileSync(join(sandbox.home, 'second'), 'utf8')).toBe(OLD);
  });
});
