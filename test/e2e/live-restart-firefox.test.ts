import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { findOption, press, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { answered } from './rig/commands.ts';
import { launchFirefox } from './rig/firefox.ts';
import { putAddOnIntoProfile } from './rig/firefox-profile.ts';
import { askOnce, askUntilKeys, askUntilRefused } from './rig/live-ask.ts';
import { setUpLive } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

/** The limit in ms until Keyferry answers again. It should take at most 30 s, but a busy machine may need longer. */
const BACK_MS = 90_000;

describe('a live profile after a restart of Firefox, with the add-on in Firefox’s own profile', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: BrowserRig;
  let accountId: string;

  const ask = () => askOnce(home, 'live-one');

  /** Sets up a live profile, closes Firefox, and starts it again without the portal's page. */
  async function restart(survivesRestart: boolean): Promise<void> {
    putAddOnIntoProfile(join(home.home, 'firefox-profile'));
    rig = await launchFirefox({ emulator, home, isInProfile: true });
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    accountId = await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'live-one', survivesRestart });
    const { stdout } = await askUntilKeys(ask);
    expect(JSON.parse(stdout)).toMatchObject({ AccountId: accountId });
    await rig.close();
    // The host ends a little later than the browser. Until then, a program may get another answer, so the test asks
    // again.
    await askUntilRefused(ask, /does not answer\. Start it and sign in at/);
    emulator.clearRequests();
    rig = await launchFirefox({ emulator, home, isInProfile: true });
  }

  beforeEach(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
  });
  afterEach(async () => {
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('gives keys again without a portal tab, if the extension has the permission `cookies`', {
    timeout: 4 * BACK_MS,
  }, async () => {
    await restart(true);
    const { stdout, stderr } = await askUntilKeys(ask, BACK_MS);
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
    expect(stderr).toBe('');
    // A client may reach its time limit before the answer comes. Then it asks again, and the extension requests keys
    // more than once.
    expect(emulator.countOf('/federation/credentials')).toBeGreaterThan(0);
    // No page of the portal was loaded.
    expect(emulator.countOf('/start')).toBe(0);
  });

  it('says where to sign in if the extension has no permission `cookies`', { timeout: 4 * BACK_MS }, async () => {
    await restart(false);
    const { stderr } = await answered(ask, BACK_MS);
    expect(stderr).toMatch(/^keyferry: .*Sign in at https:\/\/demo\.awsapps\.com\/start.*\n$/);
  });
});
