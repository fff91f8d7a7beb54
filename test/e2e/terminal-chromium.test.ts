import { launchChromium } from './rig/chromium.ts';
import { describeTerminal } from './terminal.ts';

describeTerminal('Chromium', launchChromium);
