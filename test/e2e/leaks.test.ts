import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { byRole, press, sees, signIn } from './rig/actions.ts';
import type { BrowserRig, RigOptions } from './rig/browser-rig.ts';
import { filesWith } from './rig/canaries.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { openRole } from './rig/open-role.ts';
import { dumpStorage } from './rig/stored.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const browsers: ReadonlyArray<readonly [string, (options: RigOptions) => Promise<BrowserRig>]> = [
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
];

describe.each(browsers)('a whole run in %s', (_name, launch) => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: BrowserRig;

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    home = makeHome();
    rig = await launch({ emulator, home });
    await signIn(rig, emulator.startUrl);
  });
  afterAll(async () => {
    await emulator?.close();
    home?.remove();
  });

  it('attack 29: leaves no secret in the stored data on disk, or in the popup’s title, address or page', async () => {
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await openRole(popup, /sandbox.*Admin/);
    await press(popup, 'button', 'Write profile');
    await sees(popup, /is ready, valid until/);
    await press(popup, 'button', 'Copy for Bash');
    await sees(popup, /Copied/);
    const secrets = emulator.issued.secrets();
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    const shown = await popup.evaluate(() => document.documentElement.outerHTML + document.title + location.href);
    const local = await dumpStorage(popup, 'local');
    expect(local).toContain('sandbox');
    expect(await dumpStorage(popup, 'session')).toContain(emulator.issued.portalTokens[0]);
    for (const secret of secrets) {
      expect(shown).not.toContain(secret);
      expect(local).not.toContain(secret);
    }
    for (const key of [...emulator.issued.secretAccessKeys, ...emulator.issued.sessionTokens]) {
      expect(await dumpStorage(popup, 'session')).not.toContain(key);
    }
    expect(readFileSync(home.credentialsFile, 'utf8')).toContain(emulator.issued.secretAccessKeys[0]);
    await byRole(popup, 'button', 'Write profile');
  });

  it('attack 29: sends no secret in an address or a cookie, or to a host other than the portal’s', () => {
    const api = emulator.requests.filter(({ host }) => host.startsWith('portal.sso.'));
    expect(api.length).toBeGreaterThan(3);
    const addresses = JSON.stringify(emulator.requests.map(({ host, path, query }) => [host, path, query]));
    for (const secret of emulator.issued.secrets()) expect(addresses).not.toContain(secret);
    expect(api.filter(({ path, cookie }) => cookie && path !== '/logout')).toEqual([]);
  });

  it('attack 46: leaves no key in the browser’s own files, its disk cache included', async () => {
    await rig.close();
    // The history file contains the portal's address. So the browser has really written its files.
    expect(filesWith(rig.profileDirectory, ['demo.awsapps.com'])).not.toEqual([]);
    expect(filesWith(rig.profileDirectory, emulator.issued.all())).toEqual([]);
  });
});
