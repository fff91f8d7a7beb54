import { spawnSync } from 'node:child_process';
import { findBrowser, findOnPath } from './find-browsers.ts';

/**
 * The shells that the tests use, and tmux, the terminal in which these shells run. Each Debian package has the same
 * name as its program.
 */
const shells = ['fish', 'zsh', 'tcsh', 'dash', 'ksh', 'mksh', 'elvish', 'xonsh', 'tmux'];

/**
 * Debian packages for tests that press real keys: a virtual screen, a window manager and a program that presses keys.
 * Each package is listed with the name of its program.
 */
const desktop = { xvfb: 'Xvfb', openbox: 'openbox', xdotool: 'xdotool' };

/** The AWS clients with which the tests read the config file. Each Debian package has the same name as its program. */
const clients = ['rclone', 'restic'];

interface Wanted {
  readonly browsers: boolean;
  readonly firefox: boolean;
  readonly shells: boolean;
  readonly desktop?: boolean;
  readonly clients?: boolean;
  /** Whether to install wine, which runs Node for Windows. */
  readonly wine?: boolean;
}

function missingPackages(wanted: Wanted): string[] {
  const screen = Object.entries(desktop);
  return [
    ...(wanted.browsers && !findBrowser('chrome') ? ['chromium'] : []),
    ...(wanted.firefox && !findBrowser('firefox') ? ['firefox-esr'] : []),
    ...(wanted.wine && !findOnPath('wine') ? ['wine'] : []),
    ...(wanted.shells ? shells.filter((shell) => !findOnPath(shell)) : []),
    ...(wanted.clients ? clients.filter((client) => !findOnPath(client)) : []),
    ...(wanted.desktop ? screen.flatMap(([name, program]) => (findOnPath(program) ? [] : [name])) : []),
  ];
}

/** Whether the script can install packages on this machine. It needs root and apt-get. */
export function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== null;
}

function aptGet(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', '-y', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/**
 * Installs the missing packages if the process runs as root on Debian. Otherwise prints their names and the command
 * that installs them.
 * @returns the packages that are still missing; tests that need one of them are skipped
 */
export function ensureDebianPackages(wanted: Wanted): string[] {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return [];
  if (!canInstall()) {
    console.log(`Not on this machine: ${missing.join(', ')}. On Debian: sudo apt-get install ${missing.join(' ')}`);
    return missing;
  }
  console.log(`Installing ${missing.join(', ')} (apt-get) …`);
  const install = () => aptGet('--no-install-recommends', 'install', ...missing);
  if (!install()) {
    aptGet('update');
    install();
  }
  return missingPackages(wanted);
}

/**
 * Installs these Debian packages if the process runs as root on Debian. If a package is already installed, its version
 * does not change.
 * @returns whether all packages are installed now
 */
export function installFromDebian(packages: readonly string[]): boolean {
  if (!canInstall()) return false;
  console.log(`Installing ${packages.join(', ')} (apt-get) …`);
  const install = () => aptGet('--no-install-recommends', '--no-upgrade', 'install', ...packages);
  if (install()) return true;
  aptGet('update');
  return install();
}
