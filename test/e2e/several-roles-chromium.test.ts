import { launchChromium } from './rig/chromium.ts';
import { describeSeveralRoles } from './several-roles.ts';

describeSeveralRoles('Chromium', launchChromium);
