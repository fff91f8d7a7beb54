import { spawnSync } from 'node:child_process';
import { findBrowser, findOnPath } from './find-browsers.ts';

/** The system programs that the tests use, each with its Debian package. */
const shells = ['fish', 'zsh', 'tcsh', 'dash', 'ksh', 'mksh', 'elvish', 'xonsh'];

/** A screen without a monitor, a window manager, and what presses keys: the programs by their Debian packages. */
const desktop = { xvfb: 'Xvfb', openbox: 'openbox', xdotool: 'xdotool' };

interface Wanted {
  readonly browsers: boolean;
  readonly firefox: boolean;
  readonly shells: boolean;
  readonly desktop?: boolean;
  /** wine, which runs Windows' Node. */
  readonly wine?: boolean;
}

function missingPackages(wanted: Wanted): string[] {
  const screen = Object.entries(desktop);
  return [
    ...(wanted.browsers && !findBrowser('chrome') ? ['chromium'] : []),
    ...(wanted.firefox && !findBrowser('firefox') ? ['firefox-esr'] : []),
    ...(wanted.wine && !findOnPath('wine') ? ['wine'] : []),
    ...(wanted.shells ? shells.filter((shell) => !findOnPath(shell)) : []),
    ...(wanted.desktop ? screen.flatMap(([name, program]) => (findOnPath(program) ? [] : [name])) : []),
  ];
}

/** Whether packages can be installed here: as root, with apt-get. */
export function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== null;
}

function aptGet(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-qq', '-y', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/**
 * Installs what is missing, as root on Debian; elsewhere names it with the command that gets it.
 * @returns the packages that are still missing: tests that need one of them skip with that reason.
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
