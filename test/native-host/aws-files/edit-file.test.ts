import {
  appendFileSync,
  existsSync,
  ftruncateSync,
  lchownSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { removeSection, sectionSplices } from '#core/ini-document.ts';
import type { Edit } from '../../../native-host/aws-files/edit.ts';
import { editFile } from '../../../native-host/aws-files/edit-file.ts';
import { thisSystem } from '../../../native-host/aws-files/system.ts';
import { makeSandbox, type Sandbox } from '../../process/rig/sandbox.ts';
import { failAt, hookedSystem, systemError } from './faulty-system.ts';

const OLD = '# mine\n[old]\nregion = eu-west-1\n';
const addLine = (text: string) => `${text}[new]\n`;

function prepared(text: string | null = OLD, mode?: number) {
  const sandbox = makeSandbox();
  if (text !== null) sandbox.put(sandbox.credentials, text, mode);
  return sandbox;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => (error instanceof KeyferryError ? error.code : String(error)),
  );
}

describe('editFile', () => {
  it('replaces the text, keeps the mode, leaves nothing beside it', async () => {
    const sandbox = prepared();
    expect(await editFile(thisSystem(), sandbox.credentials, addLine)).toEqual({ changed: true, warnings: [] });
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('does not touch a file that the edit leaves as it is', async () => {
    const sandbox = prepared();
    const writes: string[] = [];
    const system = hookedSystem((operation, path) => {
      if (path.endsWith('.tmp') || operation === 'handle.writev') writes.push(operation);
    });
    expect(await editFile(system, sandbox.credentials, (text) => text)).toEqual({ changed: false, warnings: [] });
    expect(writes).toEqual([]);
  });

  it.each([0, 0o077])('attack 20: a new file is 0600 and its directory 0700 under umask %o', async (umask) => {
    const sandbox = prepared(null);
    const before = process.umask(umask);
    try {
      await editFile(thisSystem(), sandbox.credentials, addLine);
    } finally {
      process.umask(before);
    }
    expect(sandbox.mode()).toBe(0o600);
    expect(sandbox.mode(sandbox.aws)).toBe(0o700);
  });

  it.each([0o600, 0o640, 0o644, 0o755])('attack 20: an existing mode %o stays', async (mode) => {
    const sandbox = prepared(OLD, mode);
    const { warnings } = await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.mode()).toBe(mode);
    expect(warnings.length).toBe((mode & 0o044) === 0 ? 0 : 1);
  });

  it('attack 20: set-user-id and the like are not carried over', async () => {
    const sandbox = prepared(OLD, 0o4600);
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.mode()).toBe(0o600);
  });

  it('attack 20: while it is being written the new file is nobody else’s to read', async () => {
    const sandbox = prepared(OLD, 0o644);
    const modes: number[] = [];
    const system = hookedSystem((operation, path) => {
      if (operation === 'handle.chmod') modes.push(sandbox.mode(path));
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(modes).toEqual([0o600]);
  });

  it('attack 21: a file marked read-only is refused, though a rename would pass', async () => {
    const sandbox = prepared(OLD, 0o400);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_READ_ONLY');
    expect(sandbox.read()).toBe(OLD);
  });

  it('attack 19: a link to the file is kept and its target updated; a link to the directory too', async () => {
    const sandbox = prepared(null);
    const dotfiles = join(sandbox.home, 'dotfiles');
    sandbox.put(join(dotfiles, 'aws-credentials'), OLD);
    symlinkSync('dotfiles', sandbox.aws);
    symlinkSync('aws-credentials', join(dotfiles, 'credentials'));
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(readFileSync(join(dotfiles, 'aws-credentials'), 'utf8')).toBe(`${OLD}[new]\n`);
    expect(sandbox.names()).toEqual(['aws-credentials', 'credentials']);
  });

  it('attack 19: a link that leads nowhere or to itself is refused', async () => {
    const sandbox = prepared(null);
    mkdirSync(sandbox.aws, { mode: 0o700 });
    symlinkSync('nowhere', sandbox.credentials);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_NOT_REGULAR');
    symlinkSync('config', sandbox.config);
    expect(await codeOf(editFile(thisSystem(), sandbox.config, addLine))).toBe('FILE_NOT_REGULAR');
    expect(sandbox.names()).toEqual(['config', 'credentials']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'attack 19: another user’s link to a file or folder of ours is refused (needs root to make one)',
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

  it('attack 19: a directory in the place of the file is refused', async () => {
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
        // Planted after the sweep, when the name is already chosen.
        if (operation === 'open' && path === planted) symlinkSync(victim, planted);
      },
      { token: () => tokens.shift() ?? 'd'.repeat(32) },
    );
    await editFile(system, sandbox.credentials, addLine);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
  });

  it('attack 19: a link planted where a killed run’s lock would be costs no file behind it', async () => {
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

  it('attack 19: a link that takes the file’s place in the last moment is not followed', async () => {
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

  it('attack 19: another name of the file keeps the old contents, and the user is told', async () => {
    const sandbox = prepared();
    linkSync(sandbox.credentials, join(sandbox.home, 'second'));
    const { warnings } = await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(warnings).toEqual([expect.stringContaining('hard links')]);
    expect(readFileSync(join(sandbox.home, 'second'), 'utf8')).toBe(OLD);
  });

  it('refuses a file that grows beyond all bounds while it is read', async () => {
    const sandbox = prepared();
    const system = hookedSystem((operation, path) => {
      // A hole costs no room on the disk.
      if (operation === 'handle.read' && statSync(path).size < 2 ** 20) truncateSync(path, 129 * 2 ** 20);
    });
    const started = editFile(system, sandbox.credentials, addLine);
    expect(await codeOf(started)).toBe('FILE_UNREADABLE');
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('refuses text of another encoding', async () => {
    const sandbox = prepared(null);
    sandbox.put(sandbox.credentials, Buffer.from([0x5b, 0x61, 0xe4, 0x5d, 0x0a]));
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_ENCODING');
  });

  it('changes nothing when the edit refuses', async () => {
    const sandbox = prepared();
    const edit = () => {
      throw new KeyferryError('NAMES_COLLIDE', { name: 'x' });
    };
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, edit))).toBe('NAMES_COLLIDE');
    expect(sandbox.names()).toEqual(['credentials']);
  });

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
    'attack 21: %s at any step gives %s, or is harmless; the file is whole',
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
        // What a failed tidying left is no hindrance to the next write.
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

  it('attack 21: a fault at the writing, at fsync and at the rename all count', async () => {
    for (const operation of ['handle.writev', 'handle.sync', 'handle.chmod', 'handle.close']) {
      const sandbox = prepared();
      const system = hookedSystem((name, path) => {
        if (name === operation && path.endsWith('.tmp')) throw systemError('EIO');
      });
      expect(await codeOf(editFile(system, sandbox.credentials, addLine)), operation).toBe('FILE_IO');
      expect(sandbox.read()).toBe(OLD);
      expect(sandbox.names()).toEqual(['credentials']);
    }
  });

  it('retries a rename that Windows refuses while a scanner has the file open, and no other', async () => {
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

describe('editFile beside another program', () => {
  const foreign = `${OLD}[foreign]\nkey = v\n`;

  /** Runs `act` once, before the first operation that `when` picks. */
  function once(when: (operation: string, path: string) => boolean, act: () => void | Promise<void>) {
    let done = false;
    return hookedSystem(async (operation, path) => {
      if (done || !when(operation, path)) return;
      done = true;
      await act();
    });
  }
  const beforeFsync = (operation: string) => operation === 'handle.sync';
  const beforeRename = (operation: string, path: string) => operation === 'rename' && path.endsWith('.tmp');

  it('attack 24: its rewrite between our reading and our renaming survives', async () => {
    const sandbox = prepared();
    const system = once(beforeFsync, () => writeFileSync(sandbox.credentials, foreign));
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: its rename between our reading and our renaming survives', async () => {
    const sandbox = prepared();
    const system = once(beforeFsync, () => {
      writeFileSync(join(sandbox.home, 'theirs'), foreign);
      renameSync(join(sandbox.home, 'theirs'), sandbox.credentials);
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: a file that appears meanwhile survives', async () => {
    const sandbox = prepared(null);
    const system = once(beforeFsync, () => writeFileSync(sandbox.credentials, foreign));
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: what it writes into the file we have already replaced is found and kept', async () => {
    const sandbox = prepared();
    const system = once(beforeRename, () => {
      // As the AWS CLI does: opened, and so emptied, before our rename; filled some time after it.
      const descriptor = openSync(sandbox.credentials, 'w');
      setTimeout(() => writeSync(descriptor, foreign), 150);
    });
    await editFile(system, sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  describe('attack 24: what it writes after our last look, into the file that it opened before our rename,', () => {
    /** As the AWS CLI appends; held up in between by a busy machine. */
    async function heldUp(
      late: string,
      ms: number,
      meanwhile: (sandbox: ReturnType<typeof prepared>) => Promise<void>,
      edit: Edit = upsert('1'),
      base = '[old]\nk = 1\n',
      flags: 'a' | 'w' = 'a',
    ) {
      const sandbox = prepared(base);
      let descriptor = -1;
      const system = once(beforeRename, () => {
        descriptor = openSync(sandbox.credentials, flags === 'a' ? 'a' : 'r+');
      });
      const ending = new AbortController();
      const only = base === '[old]\nk = 1\n' ? 'dev' : undefined;
      await editFile(system, sandbox.credentials, edit, ending.signal, only);
      await meanwhile(sandbox);
      await sleep(ms);
      if (flags === 'w') ftruncateSync(descriptor);
      writeSync(descriptor, late);
      return { sandbox, ending };
    }
    const upsert = (mark: string) => (text: string) =>
      sectionSplices(text, new Map([['dev', () => ({ set: [['mark', mark]], remove: [] })]]));
    const nothing = () => Promise.resolve();
    const expectSoon = (sandbox: ReturnType<typeof prepared>, text: string) =>
      vi.waitFor(() => expect(sandbox.read()).toBe(text), { timeout: 5000 });

    it.each([0, 50, 250])('is found and kept, %i ms later', async (ms) => {
      const { sandbox } = await heldUp('[foreign]\nk = v\n', ms, nothing);
      await expectSoon(sandbox, '[old]\nk = 1\n[foreign]\nk = v\n\n[dev]\nmark = 1\n');
    });

    it('is looked for after many writes of one port, without a word from Node', async () => {
      const warnings: string[] = [];
      const note = ({ name }: Error) => warnings.push(name);
      process.on('warning', note);
      const sandbox = prepared('');
      const ending = new AbortController();
      for (let write = 0; write < 20; write++)
        await editFile(thisSystem(), sandbox.credentials, upsert(`${write}`), ending.signal, 'dev');
      await sleep(20);
      ending.abort();
      process.off('warning', note);
      expect(warnings).toEqual([]);
      expect(sandbox.read()).toContain('mark = 19');
    });

    it('is found when the browser closes the port', async () => {
      const { sandbox, ending } = await heldUp('[foreign]\nk = v\n', 0, nothing);
      ending.abort();
      await expectSoon(sandbox, '[old]\nk = 1\n[foreign]\nk = v\n\n[dev]\nmark = 1\n');
    });

    it('does not bring back what we have written anew, or removed, since', async () => {
      const again =
        (edit: (text: string) => string | ReturnType<ReturnType<typeof upsert>>) =>
        ({ credentials }: Sandbox) =>
          editFile(thisSystem(), credentials, edit).then(() => {});
      const newer = await heldUp('[foreign]\nk = v\n', 0, again(upsert('2')));
      await expectSoon(newer.sandbox, '[old]\nk = 1\n\n[dev]\nmark = 2\n[foreign]\nk = v\n');
      const gone = await heldUp(
        '[foreign]\nk = v\n',
        0,
        again((text) => removeSection(text, 'dev')),
      );
      await expectSoon(gone.sandbox, '[old]\nk = 1\n[foreign]\nk = v\n');
    });

    it('gives way to our own keys where it is about the same profile', async () => {
      const { sandbox } = await heldUp('[dev]\nmark = 0\nregion = r\n', 0, nothing);
      await expectSoon(sandbox, '[old]\nk = 1\n[dev]\nmark = 1\nregion = r\n');
    });

    it('is kept beside the rest of our own work where it leaves no room for all of it', async () => {
      const refusing = (text: string) => {
        if (text.includes('[prod]')) throw new KeyferryError('PROFILE_EXISTS', { name: 'prod', holds: 'is there' });
        return `${text}[dev]\nmark = 1\n[prod]\nmark = 1\n`;
      };
      const { sandbox } = await heldUp('[prod]\nmark = 0\n', 0, nothing, refusing);
      await expectSoon(sandbox, '[old]\nk = 1\n[dev]\nmark = 1\n[prod]\nmark = 0\n');
    });

    it('brings back no profile that we removed, where another program removed one of them too', async () => {
      const remove = (text: string) => {
        if (!text.includes('[b]')) throw new KeyferryError('PROFILE_UNKNOWN', { name: 'b', file: 'f' });
        return '[old]\nk = 1\n';
      };
      const { sandbox } = await heldUp(
        '[old]\nk = 2\n[a]\nk = 1\n',
        0,
        nothing,
        remove,
        '[old]\nk = 1\n[a]\nk = 1\n[b]\nk = 1\n',
        'w',
      );
      await expectSoon(sandbox, '[old]\nk = 2\n');
    });

    it('takes out nothing where its writer died half-way', async () => {
      const before = '[old]\nk = 1\n[last]\nk = 1\nl = 2\n';
      const { sandbox } = await heldUp('[old]\nk = 2\n[last]\nk =', 0, nothing, upsert('1'), before, 'w');
      await expectSoon(sandbox, '[old]\nk = 2\n[last]\nk = 1\nl = 2\n\n[dev]\nmark = 1\n');
    });

    it.each([
      ['zeros', '\0'.repeat(12)],
      ['nothing', ''],
    ])('is not believed where it is %s', async (_, late) => {
      const { sandbox, ending } = await heldUp(late, 0, nothing, upsert('1'), '[old]\nk = 1\n', 'w');
      ending.abort();
      await sleep(1500);
      expect(sandbox.read()).toBe('[old]\nk = 1\n\n[dev]\nmark = 1\n');
    });

    it('is left where the file was taken away since, or another put in its place', async () => {
      const away = await heldUp('[foreign]\nk = v\n', 0, async ({ credentials }) =>
        rmSync(dirname(credentials), { recursive: true }),
      );
      const linked = await heldUp('[foreign]\nk = v\n', 0, async ({ credentials, home }) => {
        writeFileSync(join(home, 'work'), '[work]\n');
        rmSync(credentials);
        symlinkSync(join(home, 'work'), credentials);
      });
      for (const { ending } of [away, linked]) ending.abort();
      await sleep(200);
      expect(existsSync(dirname(away.sandbox.credentials))).toBe(false);
      expect(linked.sandbox.read()).toBe('[work]\n');
    });

    it('is not looked for where it can be found by another name of the file', async () => {
      const sandbox = prepared('[old]\nk = 1\n');
      const other = join(sandbox.home, 'other');
      linkSync(sandbox.credentials, other);
      const ending = new AbortController();
      await editFile(thisSystem(), sandbox.credentials, upsert('1'), ending.signal, 'dev');
      appendFileSync(other, '[foreign]\nk = v\n');
      ending.abort();
      await sleep(200);
      expect(sandbox.read()).toBe('[old]\nk = 1\n\n[dev]\nmark = 1\n');
    });
  });

  it('attack 24: a file that is just being rewritten is waited for, not taken for empty', async () => {
    const sandbox = prepared();
    const descriptor = openSync(sandbox.credentials, 'w');
    setTimeout(() => writeSync(descriptor, foreign), 150);
    await editFile(thisSystem(), sandbox.credentials, addLine);
    expect(sandbox.read()).toBe(`${foreign}[new]\n`);
  });

  it('attack 24: its late text stays when it allows no edit', async () => {
    const sandbox = prepared();
    const system = once(beforeRename, () => appendFileSync(sandbox.credentials, '[new]\n'));
    const edit = (text: string) => {
      if (text.includes('[new]')) throw new KeyferryError('PROFILE_EXISTS', { name: 'new', holds: 'is there' });
      return addLine(text);
    };
    expect(await codeOf(editFile(system, sandbox.credentials, edit))).toBe('PROFILE_EXISTS');
    expect(sandbox.read()).toBe(`${OLD}[new]\n`);
  });

  it('gives up on a file that changes all the time, with the file as the other program left it', async () => {
    const sandbox = prepared();
    let turn = 0;
    const system = hookedSystem((operation) => {
      if (beforeFsync(operation)) writeFileSync(sandbox.credentials, `[turn-${++turn}]\n`);
    });
    expect(await codeOf(editFile(system, sandbox.credentials, addLine))).toBe('FILE_CONTENDED');
    expect(sandbox.read()).toBe(`[turn-${turn}]\n`);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it('refuses a directory where others may write, unless it is sticky', async () => {
    const sandbox = prepared();
    const { chmodSync } = await import('node:fs');
    chmodSync(dirname(sandbox.credentials), 0o770);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('FILE_UNSAFE_DIRECTORY');
    chmodSync(dirname(sandbox.credentials), 0o1777);
    expect(await codeOf(editFile(thisSystem(), sandbox.credentials, addLine))).toBe('done');
  });
});
