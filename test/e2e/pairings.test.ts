import { mkdirSync } from 'node:fs';
import { relative } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { browsers, placeOf } from '../../install-scripts/browsers.ts';
import { expandPlace } from '../../native-host/data-folder/places.ts';
import { type FoundBrowser, knownBrowsers } from '../../scripts/find-browsers.ts';
import { describeMainJob } from './main-job.ts';
import type { RigOptions } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { fromClone, fromScript, type RunKeyferry } from './rig/host-sources.ts';
import { type Packed, unpackPackages } from './rig/packed.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const launchers = { chrome: launchChromium, firefox: launchFirefox };

/** The browser's default profile folder. `keyferry install` finds this folder without an option. */
function ownFolder({ id }: Pick<FoundBrowser, 'id'>, { home, env }: ThrowawayHome): string {
  const browser = browsers.find(({ name }) => name === id);
  const folder = browser && placeOf(browser, process.platform)?.folders[0];
  if (!folder) throw new Error(`nothing is known of ${id} here`);
  return expandPlace(folder, { home, env, platform: process.platform });
}

/**
 * Prepares a home folder as on a person's machine: the browser's profile folder exists, and `keyferry install` gets no
 * options.
 */
function perUser(found: FoundBrowser, options: RigOptions): RigOptions {
  const home = makeHome();
  const own = ownFolder(found, home);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  return { ...options, home, profile: relative(home.home, own), installArguments: [] };
}

/**
 * Tests the main job with one browser, its zip for the store, and the program.
 * @param source where the program comes from
 * @param scope whether the host is installed for the user or for one browser profile
 */
function describePairing(found: FoundBrowser, source: string, scope: 'per user' | '--profile-dir'): void {
  describe(`the store’s zip, the program from ${source}, ${scope}`, () => {
    let packed: Packed;
    let home: ThrowawayHome | undefined;
    beforeAll(() => {
      packed = unpackPackages(found.kind);
    });
    afterAll(() => {
      packed?.remove();
      home?.remove();
    });
    const sources: Record<string, RunKeyferry> = {
      'npm’s tarball': (at, args) => packed.run(at, args),
      'a clone': fromClone,
      'install.sh': fromScript,
    };
    describeMainJob(found.name, (given: RigOptions) => {
      const options = { ...given, found, extension: packed.extension, host: sources[source] ?? false };
      const chosen = scope === 'per user' ? perUser(found, options) : options;
      home = chosen.home;
      return launchers[found.kind](chosen);
    });
  });
}

const SOURCES = ['npm’s tarball', 'a clone', 'install.sh'];

for (const { path, ...browser } of knownBrowsers()) {
  if (!process.env.KEYFERRY_SOAK) {
    it.skip(`${browser.name} with every host: skipped, because only the long npm run test:soak (KEYFERRY_SOAK=1) runs it`, () => {});
  } else if (path === null) {
    it.skip(`${browser.name} with every host: skipped, because this machine has no ${browser.name}`, () => {});
  } else {
    for (const source of SOURCES) {
      describePairing({ ...browser, path }, source, 'per user');
      if (browser.kind === 'chrome') describePairing({ ...browser, path }, source, '--profile-dir');
    }
  }
}
