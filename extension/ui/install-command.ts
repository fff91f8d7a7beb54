import { type InstallCommand, installCommand } from '#core/install-command.ts';
import { api } from './browser-api.ts';

/**
 * How to install the native host for this build. Never throws: without an answer of the browser about its system it
 * returns the command for Linux and macOS.
 * @param clone absolute path of the clone the page was built in, which scripts/stamp-clone.ts writes into the page
 */
export async function howToInstall(clone: string | null): Promise<InstallCommand> {
  try {
    const { os } = await api.runtime.getPlatformInfo();
    return installCommand(os === 'win', clone);
  } catch {
    return installCommand(false, clone);
  }
}
