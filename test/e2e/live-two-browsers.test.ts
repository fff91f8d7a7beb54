import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TWO_LAUNCHES_MS } from '../driven-browser.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { findOption, press, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { answered } from './rig/commands.ts';
import { launchFirefox } from './rig/firefox.ts';
import { askOnce, askUntilKeys, askUntilRefused, CLIENT_MS } from './rig/live-ask.ts';
import { type LiveWish, setUpLive } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const IN_CHROMIUM = { account: 'sandbox', role: 'Admin', profile: 'of-chromium' };
const IN_FIREFOX = { account: 'staging-payments', role: 'AdministratorAccess', profile: 'of-firefox' };

/** Signs in and sets up one live profile. @returns the account's id */
async function setUp(rig: BrowserRig, startUrl: string, live: LiveWish): Promise<string> {
  await signIn(rig, startUrl);
  const popup: Page = await rig.openPopupTab();
  await press(popup, 'button', 'Use this portal');
  await findOption(popup, new RegExp(`${live.account}.*${live.role}`));
  return setUpLive(popup, live);
}

describe('with live profiles in Chromium and Firefox at the same time,', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let chromium: ChromiumRig;
  let firefox: BrowserRig;
  let ofChromium: string;
  let ofFirefox: string;

  const accountOf = async (profile: string) => {
    const { stdout, stderr } = await answered(() => askOnce(home, profile));
    expect(stderr).toBe('');
    return JSON.parse(stdout).AccountId;
  };

  beforeAll(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
    chromium = await launchChromium({ emulator, home });
    firefox = await launchFirefox({ emulator, home });
    ofChromium = await setUp(chromium, emulator.startUrl, IN_CHROMIUM);
    ofFirefox = await setUp(firefox, emulator.startUrl, IN_FIREFOX);
  }, TWO_LAUNCHES_MS);
  afterAll(async () => {
    await firefox?.close();
    await chromium?.close();
    await emulator?.close();
    home?.remove();
  });

  it('the browser that set up a profile answers the requests for this profile', async () => {
    expect(ofChromium).not.toBe(ofFirefox);
    expect(await accountOf('of-chromium')).toBe(ofChromium);
    expect(await accountOf('of-firefox')).toBe(ofFirefox);
  });

  it('a frozen Chromium does not delay requests for Firefox’s profile; requests for Chromium’s profile soon fail', async () => {
    const pid = chromium.browser.process()?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await accountOf('of-firefox')).toBe(ofFirefox);
      const begun = performance.now();
      const { code, stderr } = await askOnce(home, 'of-chromium');
      expect(performance.now() - begun).toBeLessThan(CLIENT_MS);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^keyferry: .+\n$/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await askUntilKeys(() => askOnce(home, 'of-chromium'));
    expect(await accountOf('of-chromium')).toBe(ofChromium);
  });

  it('Chromium does not answer requests for Firefox’s profile, even after Firefox was closed', async () => {
    await firefox.close();
    // The host ends a little later than the browser. Until then, a program may get another answer, so the test asks
    // again.
    await askUntilRefused(
      () => askOnce(home, 'of-firefox'),
      /^keyferry: The browser that set up the profile of-firefox does not answer\..*sign in at/,
    );
    expect(await accountOf('of-chromium')).toBe(ofChromium);
  });
});
