import { expect, it } from 'vitest';
import { howToInstall } from '../../../extension/ui/install-command.ts';

it('is the command for Linux and macOS when the browser does not name its system', async () => {
  expect((await howToInstall(null)).command).toBe('npx keyferry install');
  expect((await howToInstall('/keyferry')).command).toBe("sh '/keyferry/install-scripts/install.sh'");
});
