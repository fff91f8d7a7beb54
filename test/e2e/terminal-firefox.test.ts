import { launchFirefox } from './rig/firefox.ts';
import { describeTerminal } from './terminal.ts';

describeTerminal('Firefox', launchFirefox);
