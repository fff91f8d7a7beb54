import { afterAll, beforeAll, describe } from 'vitest';
import { describeMainJob } from './main-job.ts';
import type { RigOptions } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { type Packed, unpackPackages } from './rig/packed.ts';

/** Tests the main job with the packages of a release: the store's zip, and the program from npm's tarball. */
describe('the packed extension and program', () => {
  let packed: Packed;
  beforeAll(() => {
    packed = unpackPackages('chrome');
  });
  afterAll(() => packed?.remove());
  describeMainJob('Chromium, from the store’s zip', (options: RigOptions) =>
    launchChromium({ ...options, extension: packed.extension, host: (home, args) => packed.run(home, args) }),
  );
});
