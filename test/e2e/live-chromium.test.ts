import { describeLive } from './live.ts';
import { launchChromium } from './rig/chromium.ts';

describeLive('Chromium', launchChromium, (rig) => rig.stopWorker());
