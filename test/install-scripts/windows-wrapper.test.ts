import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cmdWrapper, whyNotForCmd, wslWrapper } from '../../install-scripts/windows-wrapper.ts';
import { nodeOfWrapper, UNSET_VARIABLES } from '../../install-scripts/wrapper.ts';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { PATIENCE_MS } from '../waiting.ts';

const NODE = 'C:\\Program Files (x86)\\node 100%\\node.exe';
const PROGRAM = 'C:\\Users\\me\\keyferry\\keyferry.cjs';
const lines = (text: string) => text.split('\r\n');

describe('the wrapper for the Command Prompt', () => {
  it('is silent, and every line ends as cmd wants it', () => {
    const text = cmdWrapper(NODE, PROGRAM);
    expect(lines(text)[0]).toBe('@echo off');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const loud = lines(text).filter((line) => /\becho\b/.test(line) && !/^(?:@echo off|>&2 )/.test(line));
    expect(loud).toEqual([]);
  });

  it('attack 26: holds odd paths as they are, in quotes, with no delayed expansion', () => {
    const text = cmdWrapper(NODE, PROGRAM);
    expect(text).toContain(`set "node=C:\\Program Files (x86)\\node 100%%\\node.exe"`);
    expect(text).toContain('DisableDelayedExpansion');
    expect(text).toContain('"%node%" "%program%" %*');
    expect(nodeOfWrapper(text)).toBe(NODE);
    // A parenthesis of a path would end a block.
    expect(text).not.toMatch(/^(?:if|for) .*\($/m);
  });

  it('attack 15: keeps hostile variables from Node', () => {
    for (const name of UNSET_VARIABLES) expect(lines(cmdWrapper(NODE, PROGRAM))).toContain(`set "${name}="`);
  });

  it('attack 27: looks for another node, then says in one sentence that there is none', () => {
    const text = cmdWrapper(NODE, PROGRAM);
    expect(text).toContain('set "node=%ProgramFiles%\\nodejs\\node.exe"\r\nif exist "%node%" goto run');
    expect(text).toMatch(/>&2 echo keyferry: No Node 20 [^\r]+\r\nexit \/b 127\r\n:run\r\n/);
  });

  it('changes the code page before the first line that needs it, and only then', () => {
    expect(lines(cmdWrapper('C:\\Łódź\\node.exe', PROGRAM)).slice(0, 3)).toContain('chcp 65001 >nul');
    expect(cmdWrapper(NODE, PROGRAM)).not.toContain('chcp');
  });

  it.each(['%', '&', '^', '!', '"', '\n', ';', ','])(
    'attack 26: says why no browser could start it below %j',
    (odd) => {
      expect(whyNotForCmd(`C:\\a${odd}b`)).toMatch(/misreads/);
      expect(whyNotForCmd("C:\\Users\\John (Work) O'Brien\\Łódź")).toBeNull();
    },
  );

  it('takes no path that would leave its quotes', () => {
    for (const odd of ['C:\\a"b', 'C:\\a\r\nb']) expect(() => cmdWrapper(odd, PROGRAM)).toThrow();
    expect(() => wslWrapper('Ubuntu', '/home/a"b')).toThrow();
  });

  it('starts the distribution’s own wrapper from WSL', () => {
    const text = wslWrapper('Ubuntu', '/home/a b/100%/keyferry-host');
    expect(lines(text)).toContain(
      '"%SystemRoot%\\System32\\wsl.exe" -d "Ubuntu" --cd / --exec "/home/a b/100%%/keyferry-host" %*',
    );
  });
});

describe('the wrapper for the Command Prompt, run by wine’s cmd', () => {
  const wine = findOnPath('wine');
  const skip = !process.env.KEYFERRY_SOAK ? 'a long form (KEYFERRY_SOAK=1)' : wine ? null : 'no wine on this machine';
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-wine-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(skip !== null)(`attack 26: starts its node with its arguments${skip ? `: ${skip}` : ''}`, () => {
    // No percent sign: wine's cmd loses a doubled one, which Windows' keeps.
    const odd = join(folder, "a (b) & it's c");
    mkdirSync(odd);
    // Stands in for node.exe: cmd starts a batch file by the same words.
    writeFileSync(join(odd, 'node.cmd'), '@echo %*\r\n');
    const dos = `Z:${odd.replaceAll('/', '\\')}`;
    writeFileSync(join(folder, 'host.cmd'), cmdWrapper(`${dos}\\node.cmd`, `${dos}\\keyferry.cjs`));
    const env = { PATH: process.env.PATH ?? '', HOME: folder, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' };
    const origin = 'chrome-extension://id/';
    const args = ['cmd', '/d', '/c', `Z:${join(folder, 'host.cmd').replaceAll('/', '\\')}`, origin];
    const ran = spawnSync(wine ?? '', args, { env, encoding: 'utf8', timeout: PATIENCE_MS });
    expect(ran.stdout.trim()).toBe(`"${dos}\\keyferry.cjs" ${origin}`);
  });
});
