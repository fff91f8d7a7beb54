import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromiumIds } from '../../../core/identity.ts';
import { findBrowser } from '../../../scripts/find-browsers.ts';
import type { RigOptions } from './browser-rig.ts';
import { chromiumFlags } from './chromium.ts';

const EXTENSION = 'dist/chrome';
/** In Chromium's settings, this number means that an extension was loaded from a folder. */
const UNPACKED = 4;

/**
 * Puts the built extension into a new profile, as if a person had loaded it before. An extension that the driver
 * installs would not start together with the browser.
 * @param optional the optional permissions that the person has granted
 */
export function putIntoProfile(profileDirectory: string, optional: readonly string[]): void {
  const path = resolve(EXTENSION);
  const { permissions, host_permissions, content_scripts } = JSON.parse(
    readFileSync(join(path, 'manifest.json'), 'utf8'),
  );
  const granted = {
    api: [...permissions, ...optional],
    explicit_host: host_permissions,
    manifest_permissions: [],
    scriptable_host: content_scripts.flatMap(({ matches }: { matches: string[] }) => matches),
  };
  const entry = { location: UNPACKED, path, state: 1, active_permissions: granted, granted_permissions: granted };
  const settings = { [chromiumIds[0]]: { ...entry, creation_flags: 1, from_webstore: false } };
  mkdirSync(join(profileDirectory, 'Default'), { recursive: true });
  const preferences = { extensions: { settings, ui: { developer_mode: true } } };
  writeFileSync(join(profileDirectory, 'Default', 'Preferences'), JSON.stringify(preferences));
}

/** A browser without a driver, because a driver keeps the worker alive. */
export interface PlainBrowser {
  readonly process: ChildProcess;
  /**
   * Ends the browser with a signal. With SIGTERM, it ends as when a person closes it. With SIGKILL, it ends at once, as
   * in a crash.
   */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts Chromium without a driver, with the profile of an earlier run. */
export function startPlainChromium(
  options: RigOptions & Required<Pick<RigOptions, 'home'>>,
  profileDirectory: string,
): PlainBrowser {
  const { path } = options.found ?? findBrowser('chrome') ?? { path: 'chromium' };
  const head = options.headless === false ? [] : ['--headless=new'];
  const args = [...head, ...chromiumFlags(options), `--user-data-dir=${profileDirectory}`, 'about:blank'];
  const browser = spawn(path, args, { env: options.home.env, stdio: 'ignore' });
  return {
    process: browser,
    async end(signal = 'SIGTERM') {
      if (browser.exitCode !== null || browser.signalCode !== null) return;
      const ended = once(browser, 'exit');
      browser.kill(signal);
      await ended;
    },
  };
}
