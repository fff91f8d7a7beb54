import { api } from './browser-api.ts';

/** What a person types to get the `keyferry` program for this very extension. */
export interface HowToInstall {
  readonly command: string;
  /** Loaded from a clone or an unpacked release: the program comes from the same folder, and the command is run there. */
  readonly unpacked: boolean;
  /** On Windows: the command for those whose tools run inside WSL. */
  readonly inWsl: string | null;
}

const NPX = { posix: 'npx keyferry install', windows: 'npx.cmd keyferry install' };
const SCRIPT = {
  posix: 'sh install-scripts/install.sh',
  windows: 'powershell -ExecutionPolicy Bypass -File install-scripts\\install.ps1',
};

/** @param os as `runtime.getPlatformInfo` names it. */
export function installCommand(os: string, unpacked: boolean): HowToInstall {
  const { posix, windows } = unpacked ? SCRIPT : NPX;
  // In PowerShell a plain `npx` is a script, which Windows forbids until it is told otherwise.
  return os === 'win' ? { command: windows, unpacked, inWsl: posix } : { command: posix, unpacked, inWsl: null };
}

/**
 * Asks the browser for its system and for where the extension came from; neither needs a permission. Where it does not
 * tell, the general command stands.
 */
export async function howToInstall(): Promise<HowToInstall> {
  try {
    const [{ os }, { installType }] = await Promise.all([api.runtime.getPlatformInfo(), api.management.getSelf()]);
    return installCommand(os, installType === 'development');
  } catch {
    return installCommand('linux', false);
  }
}
