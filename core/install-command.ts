/** How to install the keyferry program. */
export interface InstallCommand {
  /** The command for the usual shell of the system. On Windows, this shell is PowerShell. */
  readonly command: string;
  /** On Windows, the command for users whose tools run inside WSL; null elsewhere. */
  readonly inWsl: string | null;
}

/** In single quotes, every character is literal (POSIX.1-2017, Shell Command Language, 2.2.2). */
const forShell = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
/**
 * PowerShell treats typographic quotes as quotes too. A quote written twice is a literal quote (about_Quoting_Rules).
 */
const forPowerShell = (path: string) => `'${path.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

const released: Readonly<Record<'posix' | 'windows', InstallCommand>> = {
  posix: { command: 'npx keyferry install', inWsl: null },
  // In PowerShell, `npx` without `.cmd` is a script, and Windows does not run scripts by default.
  windows: { command: 'npx.cmd keyferry install', inWsl: 'npx keyferry install' },
};

/**
 * The commands for a browser on Windows. If the clone is inside WSL, `clone` is a Linux path, and there is only one
 * command. If the clone is on a Windows drive, there is a command for Windows and another for WSL.
 */
function onWindows(clone: string): InstallCommand {
  if (clone.startsWith('/'))
    return { command: `wsl sh ${forPowerShell(`${clone}/install-scripts/install.sh`)}`, inWsl: null };
  const script = (extension: string) => `${clone}\\install-scripts\\install.${extension}`;
  return {
    command: `powershell -ExecutionPolicy Bypass -File ${forPowerShell(script('ps1'))}`,
    inWsl: `sh "$(wslpath ${forShell(script('sh'))})"`,
  };
}

/**
 * The command that installs the program. Every part of Keyferry that shows an install command uses this function.
 * @param windows whether the command is for Windows
 * @param clone absolute path of the clone in which this build was made; null for a release
 */
export function installCommand(windows: boolean, clone: string | null): InstallCommand {
  if (clone === null) return windows ? released.windows : released.posix;
  return windows ? onWindows(clone) : { command: `sh ${forShell(`${clone}/install-scripts/install.sh`)}`, inWsl: null };
}
