import {
  appendFileSync,
  existsSync,
  ftruncateSync,
  linkSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { removeSection, sectionSplices } from '#core/ini/document.ts';
import type { Edit } from '../../../../native-host/aws-files/editing/edit.ts';
import { editFile } from '../../../../native-host/aws-files/editing/edit-file.ts';
import { thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { prepared, type Sandbox } from '../../../process/rig/sandbox.ts';
import { beforeRename, once } from './edit-rig.ts';

describe('editFile beside another program', () => {
  describe('attack 24: what it writes after our last look, into the file that it opened before our rename,', () => {
    /** As the AWS CLI appends; held up in between by a busy machine. */
    async function heldUp(
      late: string,
      ms: number,
      meanwhile: (sandbox: Sandbox) => Promise<void>,
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
    const expectSoon = (sandbox: Sandbox, text: string) =>
      vi.waitFor(() => expect(sandbox.read()).toBe(text), { timeout: 60_000 });

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
});
