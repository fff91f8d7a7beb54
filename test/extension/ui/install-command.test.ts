import { expect, it } from 'vitest';
import { howToInstall } from '../../../extension/ui/install-command.ts';

it('the install command is for Linux and macOS if the browser does not name the operating system', async () => {
  expect((await howToInstall(null)).command).toBe('npx keyferry install');
  expect((await howToInstall('/keyferry')).command).toBe("sh '/keyferry/install-scripts/install.sh'");
});
