import { popup } from '../fixtures.ts';
import { hostFailed, openFirst, type ScreenCase } from './case.ts';

export const hostScreens: readonly ScreenCase[] = [
  { name: 'host-missing', fixture: popup(hostFailed('HOST_MISSING')), shows: 'npx keyferry install' },
  {
    name: 'card-host-missing',
    fixture: popup(hostFailed('HOST_MISSING')),
    act: openFirst,
    shows: 'To write profiles, run',
  },
  { name: 'host-without-node', fixture: popup(hostFailed('HOST_NO_NODE')), shows: 'needs Node 20 or newer' },
  {
    name: 'host-missing-windows',
    fixture: { ...popup(hostFailed('HOST_MISSING')), os: 'win' },
    shows: 'npx.cmd keyferry install',
  },
  {
    name: 'host-missing-unpacked',
    fixture: { ...popup(hostFailed('HOST_MISSING')), clone: '/home/jo/my clones/keyferry' },
    shows: "sh '/home/jo/my clones/keyferry/install-scripts/install.sh'",
  },
  {
    name: 'host-missing-unpacked-windows',
    fixture: { ...popup(hostFailed('HOST_MISSING')), os: 'win', clone: 'C:\\clones\\keyferry' },
    shows: "-File 'C:\\clones\\keyferry\\install-scripts\\install.ps1'",
  },
  { name: 'host-old', fixture: popup(hostFailed('HOST_OLD')), act: openFirst, shows: 'older than this extension' },
  { name: 'host-new', fixture: popup(hostFailed('HOST_NEW')), shows: 'newer than this extension' },
];
