import { type InstallCommand, installCommand } from '#core/install-command.ts';
import { api } from './browser-api.ts';

/**
 * The command that installs the native host for this build. Never throws. If the browser does not say which operating
 * system it runs on, the result is the command for Linux and macOS.
 * @param clone absolute path of the git clone in which this page was built. scripts/stamp-clone.ts writes the path into
 * the page
 */
export async function howToInstall(clone: string | null): Promise<InstallCommand> {
  try {
    const { os } = await api.runtime.getPlatformInfo();
    return installCommand(os === 'win', clone);
  } catch {
    return installCommand(false, clone);
  }
}
