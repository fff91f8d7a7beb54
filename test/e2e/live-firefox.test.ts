import { describeLive } from './live.ts';
import { launchFirefox } from './rig/firefox.ts';

describeLive('Firefox', launchFirefox, null);
