import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeMainJob } from './main-job.ts';
import type { RigOptions } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { type Packed, unpackPackages } from './rig/packed.ts';

/** The main job with the zip of a store and the program from npm's tarball, in an empty prefix. */
function describePacked(name: string, browser: 'chrome' | 'firefox', launch: typeof launchFirefox): void {
  describe('as packed', () => {
    let packed: Packed;
    beforeAll(() => {
      packed = unpackPackages(browser);
    }, 60_000);
    afterAll(() => packed?.remove());
    describeMainJob(name, (options: RigOptions) =>
      launch({ ...options, extension: packed.extension, host: (home, args) => packed.run(home, args) }),
    );
  });
}

describePacked('Chromium, from the store’s zip', 'chrome', launchChromium);

if (process.env.KEYFERRY_SOAK) describePacked('Firefox, from the store’s zip', 'firefox', launchFirefox);
else it.skip('the Firefox zip in Firefox: a long form, run by npm run test:soak (KEYFERRY_SOAK=1)', () => {});
