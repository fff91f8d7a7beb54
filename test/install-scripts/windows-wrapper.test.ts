import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WINDOWS_VARIABLES } from '../../install-scripts/allowed-variables.ts';
import { noNodeFrame } from '../../install-scripts/no-node-reply.ts';
import { cmdWrapper, NO_NODE_FILE, whyNotForCmd, wslWrapper } from '../../install-scripts/windows-wrapper.ts';
import { nodeOfWrapper } from '../../install-scripts/written-wrapper.ts';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { PATIENCE_MS } from '../waiting.ts';

const NODE = 'C:\\Program Files (x86)\\node 100%\\node.exe';
const PROGRAM = 'C:\\Users\\me\\keyferry\\keyferry.cjs';
const ENV = {
  SystemRoot: 'C:\\Windows',
  ProgramFiles: 'C:\\Program Files',
  LOCALAPPDATA: 'C:\\Users\\me\\Local',
  APPDATA: 'C:\\Users\\me\\Roaming',
};
const lines = (text: string) => text.split('\r\n');

describe('the wrapper for the Command Prompt', () => {
  it('does not print its own commands, and each of its lines ends with CR LF', () => {
    const text = cmdWrapper(NODE, PROGRAM, ENV);
    expect(lines(text)[0]).toBe('@echo off');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const loud = lines(text).filter((line) => /\becho\b/.test(line) && !/^(?:@echo off|>&2 )/.test(line));
    expect(loud).toEqual([]);
  });

  it('attack 26: has unusual paths in quotes, and switches delayed expansion off', () => {
    const text = cmdWrapper(NODE, PROGRAM, ENV);
    expect(text).toContain(`set "node=C:\\Program Files (x86)\\node 100%%\\node.exe"`);
    expect(text).toContain('DisableDelayedExpansion');
    expect(text).toContain('"%node%" "%program%" %*');
    expect(nodeOfWrapper(text)).toBe(NODE);
    // A parenthesis in a path can end a block of commands in a batch file. So the batch file contains no such block.
    expect(text).not.toMatch(/^(?:if|for) .*\($/m);
  });

  it('attack 51: removes every variable that is not allowed before it starts any program', () => {
    const all = lines(cmdWrapper(NODE, PROGRAM, ENV));
    for (const name of WINDOWS_VARIABLES) expect(all).toContain(`set "~${name}=1"`);
    const order = [
      // `for /f` starts the program whose path is in the variable ComSpec. So the wrapper sets ComSpec before `for /f`.
      all.indexOf('set "ComSpec=C:\\Windows\\System32\\cmd.exe"'),
      all.indexOf(`for /f "eol== delims==" %%v in ('set ~ 2^>nul') do set "%%v="`),
      all.indexOf('set "~USERPROFILE=1"'),
      all.indexOf(`for /f "eol=~ delims==" %%v in ('set') do if not defined ~%%v set "%%v="`),
      all.findIndex((line) => /node\.exe|%node%|findstr/.test(line)),
    ];
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('attack 51: uses no variable from the browser when it searches for another Node', () => {
    const text = cmdWrapper(NODE, PROGRAM, ENV);
    const used = [...text.matchAll(/%(\w+)%/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(['node', 'program', 'errorlevel']));
  });

  it('attack 27: searches for another Node, and answers with an error if it finds none', () => {
    const text = cmdWrapper(NODE, PROGRAM, ENV);
    expect(text).toContain('set "node=C:\\Program Files\\nodejs\\node.exe"\r\nif exist "%node%" goto run');
    for (const folder of ['nvm', 'fnm\\node-versions', 'Volta\\tools\\image\\node', 'mise\\installs\\node'])
      expect(text).toContain(`\\${folder}\\*") do if exist "%%d\\`);
    expect(text).toMatch(/>&2 echo keyferry: The keyferry program needs Node 20 [^\r]+\r\n/);
    expect(text).toMatch(/\r\ntype "%~dp0no-node\.bin"\r\n[^\r]+findstr[^\r]+\r\nexit \/b 127\r\n:run\r\n/);
  });

  it('changes the code page before the first line with a non-ASCII character, and never if every character is ASCII', () => {
    expect(lines(cmdWrapper('C:\\Łódź\\node.exe', PROGRAM, ENV)).slice(0, 3)).toContain('chcp 65001 >nul');
    expect(cmdWrapper(NODE, PROGRAM, ENV)).not.toContain('chcp');
  });

  it.each(['%', '&', '^', '!', '"', '\n', ';', ','])(
    'attack 26: cannot be used for a program whose path contains %j, and Keyferry says why',
    (odd) => {
      expect(whyNotForCmd(`C:\\a${odd}b`)).toMatch(/misreads/);
      expect(whyNotForCmd("C:\\Users\\John (Work) O'Brien\\Łódź")).toBeNull();
    },
  );

  it('is not written for a path that contains quotes or a line break', () => {
    for (const odd of ['C:\\a"b', 'C:\\a\r\nb']) expect(() => cmdWrapper(odd, PROGRAM, ENV)).toThrow();
    expect(() => wslWrapper('Ubuntu', '/home/a"b')).toThrow();
  });

  it('for WSL, starts the wrapper that is inside the Linux distribution', () => {
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

  const why = skip ? `: ${skip}` : '';
  const dos = (path: string) => `Z:${path.replaceAll('/', '\\')}`;
  /**
   * Runs a wrapper that starts Node with a program. Node and the program are in the folder `odd`, whose name needs
   * quotes.
   */
  function run(odd: string, node: string, extra: Record<string, string>) {
    writeFileSync(join(folder, 'host.cmd'), cmdWrapper(dos(join(odd, node)), dos(join(odd, 'keyferry.cjs')), {}));
    const prefix = { WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' };
    const env = { PATH: process.env.PATH ?? '', HOME: folder, ...prefix, ...extra };
    const args = ['cmd', '/d', '/c', dos(join(folder, 'host.cmd')), 'chrome-extension://id/'];
    return spawnSync(wine ?? '', args, { env, input: 'hello', timeout: PATIENCE_MS });
  }
  // The folder's name contains no percent sign, because a batch file must contain each percent sign twice. The cmd of
  // wine then removes both percent signs. The cmd of Windows keeps one.
  const odd = join(folder, "a (b) & it's c");

  it.skipIf(skip !== null)(
    `attacks 26 and 51: starts Node with the wrapper’s arguments and only the allowed variables${why}`,
    () => {
      mkdirSync(odd, { recursive: true });
      // In this test, a batch file replaces node.exe, because cmd starts both with the same command.
      writeFileSync(join(odd, 'node.cmd'), '@echo %*\r\n@set\r\n');
      const hostile = {
        NODE_OPTIONS: '--evil',
        OPENSSL_CONF: 'x',
        EVIL: '1',
        '~EVIL': '1',
        AWS_CONFIG_FILE: 'kept',
      };
      const [first, ...rest] = run(odd, 'node.cmd', hostile).stdout.toString().trim().split(/\r?\n/);
      expect(first).toBe(`"${dos(odd)}\\keyferry.cjs" chrome-extension://id/`);
      expect(rest).toContain('AWS_CONFIG_FILE=kept');
      expect(rest.filter((line) => /^(?:NODE_|OPENSSL_|EVIL|~|PATH=)/i.test(line))).toEqual([]);
    },
  );

  it.skipIf(skip !== null)(`attack 27: answers with the error frame for a missing Node${why}`, () => {
    mkdirSync(odd, { recursive: true });
    writeFileSync(join(folder, NO_NODE_FILE), noNodeFrame());
    const done = run(odd, 'gone.exe', {});
    // The command `type` stops at the first zero byte in wine, but not in Windows.
    expect(done.stdout[0]).toBe(noNodeFrame()[0]);
    expect(done.stderr.toString()).toContain('needs Node 20 or newer');
    expect(done.status).toBe(127);
  });
});
