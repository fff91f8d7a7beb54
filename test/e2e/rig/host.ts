import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { RigOptions } from './browser-rig.ts';
import type { ThrowawayHome } from './throwaway.ts';

export const HOST_PROGRAM = 'dist/host/keyferry.cjs';

/** Runs the built program as a person would. @returns what the program printed. @throws with its stderr if it fails */
export function keyferry(home: ThrowawayHome, ...args: string[]): string {
  return execFileSync(process.execPath, [HOST_PROGRAM, ...args], { env: home.env, encoding: 'utf8' });
}

/** Throws an error if the program was not built. The error tells the person to run `npm run build`. */
export function requireBuild(): void {
  for (const path of ['dist/chrome/manifest.json', 'dist/firefox/manifest.json', HOST_PROGRAM]) {
    if (!existsSync(path)) throw new Error(`${path} is not there; run npm run build first`);
  }
}

const onWindows = process.platform === 'win32';

/**
 * Fails if a host is registered already. On Windows, hosts are registered in the registry, which no throwaway folder
 * can replace. Tests must never change a person's own entry.
 */
function refuseRegistered(home: ThrowawayHome, args: readonly string[]): void {
  const { files } = JSON.parse(keyferry(home, 'install', ...args, '--dry-run', '--json')) as {
    files: { path: string; state: string }[];
  };
  const taken = files.find(({ state }) => state !== 'new');
  if (taken) throw new Error(`${taken.path} is there already; run keyferry uninstall first`);
}

/** The options with which `keyferry install` registers the host only for the browser of this test run. */
export function onlyHere(browser: string, profileDirectory: string): string[] {
  return onWindows ? ['--browser', browser] : ['--browser', browser, '--profile-dir', profileDirectory];
}

/** Removes everything that `keyferry install` wrote outside the home folder. */
export function unregisterHost(host: RigOptions['host'], home: ThrowawayHome): void {
  if (onWindows && (host ?? true) === true) keyferry(home, 'uninstall');
}

/** Registers the host that the option `host` chooses: the built host, another host or no host. */
export function registerHost(host: RigOptions['host'], home: ThrowawayHome, ...args: string[]): void {
  if (onWindows && (host ?? true) === true) refuseRegistered(home, args);
  if (typeof host === 'function') host(home, ['install', ...args]);
  else if (host ?? true) keyferry(home, 'install', ...args);
}
