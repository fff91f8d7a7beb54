import { api } from './browser-api.ts';

/** How to install the native host for this extension. */
export interface HowToInstall {
  readonly command: string;
  /** The extension was loaded from a folder; the command must be run in that folder. */
  readonly unpacked: boolean;
  /** On Windows, the command for users whose tools run inside WSL; null elsewhere. */
  readonly inWsl: string | null;
}

const NPX = { posix: 'npx keyferry install', windows: 'npx.cmd keyferry install' };
const SCRIPT = {
  posix: 'sh install-scripts/install.sh',
  windows: 'powershell -ExecutionPolicy Bypass -File install-scripts\\install.ps1',
};

/** @param os as `runtime.getPlatformInfo` names it. @param unpacked the extension was loaded from a folder. */
export function installCommand(os: string, unpacked: boolean): HowToInstall {
  const { posix, windows } = unpacked ? SCRIPT : NPX;
  // In PowerShell, plain `npx` is a script, and Windows does not run scripts by default.
  return os === 'win' ? { command: windows, unpacked, inWsl: posix } : { command: posix, unpacked, inWsl: null };
}

/**
 * Asks the browser for the operating system and for where the extension came from; neither needs a permission. Never
 * throws: without an answer it returns the general command.
 */
export async function howToInstall(): Promise<HowToInstall> {
  try {
    const [{ os }, { installType }] = await Promise.all([api.runtime.getPlatformInfo(), api.management.getSelf()]);
    return installCommand(os, installType === 'development');
  } catch {
    return installCommand('linux', false);
  }
}
