import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { howToInstall, installCommand } from '../../../extension/ui/install-command.ts';

it.each([
  ['linux', false, 'npx keyferry install'],
  ['mac', false, 'npx keyferry install'],
  ['win', false, 'npx.cmd keyferry install'],
  ['linux', true, 'sh install-scripts/install.sh'],
  ['mac', true, 'sh install-scripts/install.sh'],
  ['win', true, 'powershell -ExecutionPolicy Bypass -File install-scripts\\install.ps1'],
])('on %s, unpacked %s, the command is %s', (os, unpacked, command) => {
  expect(installCommand(os, unpacked).command).toBe(command);
});

it('names a command for WSL on Windows only', () => {
  expect(installCommand('win', false).inWsl).toBe('npx keyferry install');
  expect(installCommand('win', true).inWsl).toBe('sh install-scripts/install.sh');
  expect(installCommand('mac', false).inWsl).toBeNull();
});

it('names scripts that exist', () => {
  for (const os of ['linux', 'win']) {
    const script = installCommand(os, true).command.split(' ').at(-1) ?? '';
    expect(existsSync(script.replaceAll('\\', '/'))).toBe(true);
  }
});

it('is the general command when the browser does not answer', async () => {
  expect((await howToInstall()).command).toBe('npx keyferry install');
});
