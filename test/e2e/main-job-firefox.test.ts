import { describeMainJob } from './main-job.ts';
import { launchFirefox } from './rig/firefox.ts';

describeMainJob('Firefox', launchFirefox);
