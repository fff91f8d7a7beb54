import { afterAll, beforeAll, describe } from 'vitest';
import { describeMainJob } from './main-job.ts';
import type { RigOptions } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { type Packed, unpackPackages } from './rig/packed.ts';

/** Runs the main job with the store's zip and with the program from npm's tarball, installed in an empty prefix. */
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
