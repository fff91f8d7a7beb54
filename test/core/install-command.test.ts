import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installCommand } from '#core/install-command.ts';

describe('the install command', () => {
  it.each([
    [false, null, 'npx keyferry install', null],
    [true, null, 'npx.cmd keyferry install', 'npx keyferry install'],
    [false, '/home/jo/keyferry', "sh '/home/jo/keyferry/install-scripts/install.sh'", null],
    [false, "/home/jo's $(x) `y`", "sh '/home/jo'\\''s $(x) `y`/install-scripts/install.sh'", null],
    [
      true,
      'C:\\my clones\\key$ferry',
      "powershell -ExecutionPolicy Bypass -File 'C:\\my clones\\key$ferry\\install-scripts\\install.ps1'",
      'sh "$(wslpath \'C:\\my clones\\key$ferry\\install-scripts\\install.sh\')"',
    ],
    [
      true,
      'C:\\jo’s',
      "powershell -ExecutionPolicy Bypass -File 'C:\\jo’’s\\install-scripts\\install.ps1'",
      'sh "$(wslpath \'C:\\jo’s\\install-scripts\\install.sh\')"',
    ],
    [true, '/home/jo/keyferry', "wsl sh '/home/jo/keyferry/install-scripts/install.sh'", null],
  ])('is the expected command (Windows: %s, clone: %s): %s', (windows, clone, command, inWsl) => {
    expect(installCommand(windows, clone)).toEqual({ command, inWsl });
  });

  it('names a script that exists in a clone', () => {
    for (const windows of [false, true]) {
      const script = /install-scripts.*(?=')/.exec(installCommand(windows, windows ? 'C:' : '/x').command)?.[0] ?? '';
      expect(existsSync(script.replaceAll('\\', '/'))).toBe(true);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'contains a path that a shell reads as one path, even if the path has special characters',
    () => {
      const clone = '/tmp/it\'s $(id) `id` "x" \\ !1 ; &';
      const { command } = installCommand(false, clone);
      const printed = execFileSync('sh', ['-c', command.replace(/^sh /, 'printf %s ')], { encoding: 'utf8' });
      expect(printed).toBe(resolve(clone, 'install-scripts/install.sh'));
    },
  );
});
