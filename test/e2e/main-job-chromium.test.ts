import { describeMainJob } from './main-job.ts';
import { launchChromium } from './rig/chromium.ts';

describeMainJob('Chromium', launchChromium);
