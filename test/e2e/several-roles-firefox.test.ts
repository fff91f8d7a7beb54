import { launchFirefox } from './rig/firefox.ts';
import { describeSeveralRoles } from './several-roles.ts';

describeSeveralRoles('Firefox', launchFirefox);
