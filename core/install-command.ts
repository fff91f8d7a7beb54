/** How to install the keyferry program. */
export interface InstallCommand {
  /** For the system's usual shell: PowerShell on Windows. */
  readonly command: string;
  /** On Windows, the command for users whose tools run inside WSL; null elsewhere. */
  readonly inWsl: string | null;
}

/** Everything is literal in single quotes (POSIX.1-2017, Shell Command Language, 2.2.2). */
const forShell = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
/** PowerShell takes typographic quotes for quotes too, and a doubled one for a character (about_Quoting_Rules). */
const forPowerShell = (path: string) => `'${path.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

const released: Readonly<Record<'posix' | 'windows', InstallCommand>> = {
  posix: { command: 'npx keyferry install', inWsl: null },
  // In PowerShell, plain `npx` is a script, and Windows does not run scripts by default.
  windows: { command: 'npx.cmd keyferry install', inWsl: 'npx keyferry install' },
};

/** For a browser on Windows. A clone inside WSL has a path of Linux; one of Windows is reached from WSL as well. */
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
 * The one command that installs the program, wherever Keyferry shows one.
 * @param windows whether it is to run on Windows
 * @param clone absolute path of the clone that this build was made in; null for a release
 */
export function installCommand(windows: boolean, clone: string | null): InstallCommand {
  if (clone === null) return windows ? released.windows : released.posix;
  return windows ? onWindows(clone) : { command: `sh ${forShell(`${clone}/install-scripts/install.sh`)}`, inWsl: null };
}
