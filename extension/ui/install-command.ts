import { type InstallCommand, installCommand } from '#core/install-command.ts';
import { api } from './browser-api.ts';

/**
 * The command that installs the native host for this build. Never throws. If the browser does not name the operating
 * system, the command for Linux and macOS is returned.
 * @param clone absolute path of the clone in which the page was built. scripts/stamp-clone.ts writes it into the page
 */
export async function howToInstall(clone: string | null): Promise<InstallCommand> {
  try {
    const { os } = await api.runtime.getPlatformInfo();
    return installCommand(os === 'win', clone);
  } catch {
    return installCommand(false, clone);
  }
}
