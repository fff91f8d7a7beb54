import { expect, it } from 'vitest';
import { howToInstall } from '../../../extension/ui/install-command.ts';

it('if the browser does not name the operating system, the install command for Linux and macOS is shown', async () => {
  expect((await howToInstall(null)).command).toBe('npx keyferry install');
  expect((await howToInstall('/keyferry')).command).toBe("sh '/keyferry/install-scripts/install.sh'");
});
