import { once } from 'node:events';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { PATIENCE_MS, until, untilDone } from '../waiting.ts';
import { findOption, press, signIn } from './rig/actions.ts';
import { type BrowserRig, QUESTION_PATH, type RigOptions } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { answered, runToEnd } from './rig/commands.ts';
import { launchFirefox } from './rig/firefox.ts';
import { putAddOnIntoProfile } from './rig/firefox-profile.ts';
import { askOnce, CLIENT_MS } from './rig/live-ask.ts';
import { setLiveAccess, setUpLive } from './rig/live-profiles.ts';
import { putIntoProfile } from './rig/plain-chromium.ts';
import { storedWindows } from './rig/stored-windows.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

/** The limit in ms until Keyferry answers again. It should take at most 30 s, but a busy machine may need longer. */
const BACK_MS = 90_000;

const kinds = [
  {
    name: 'Chromium',
    folder: 'chromium-profile',
    launch: launchChromium,
    put: (path: string) => putIntoProfile(path, []),
  },
  { name: 'Firefox', folder: 'firefox-profile', launch: launchFirefox, put: putAddOnIntoProfile },
] as const;

describe.each(kinds)('after $name is killed while a question is open', ({ name, folder, launch, put }) => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: BrowserRig;

  const start = (options: Partial<RigOptions> = {}): Promise<BrowserRig> =>
    launch({ emulator, home, isInProfile: true, ...options });
  const ask = () => askOnce(home, 'asks');
  const asks = {
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^keyferry: Keyferry asks in the browser whether/),
  };
  const status = async () => {
    const { stdout } = await runToEnd(join(home.home, '.keyferry', 'bin', 'keyferry'), ['status', '--json'], home.env);
    return JSON.parse(stdout).live;
  };
  /** Waits until exactly one browser answers. @returns the number of open questions in this browser */
  const questions = async (): Promise<number> => {
    const live = await until(async () => {
      const now = await status();
      return now.answering === 1 ? now : null;
    }, BACK_MS);
    return live.questions;
  };

  /**
   * Counts the open question windows. Firefox's driver does not know the addresses of extension pages, so the test
   * reads the address inside each page.
   */
  async function questionWindows(): Promise<number> {
    const pages: Page[] = await rig.browser.pages();
    const urls = await Promise.all(pages.map((page) => page.evaluate(() => location.href).catch(() => '')));
    return urls.filter((url) => url.endsWith(QUESTION_PATH)).length;
  }

  /**
   * Waits until the question window is in the list of windows that Firefox has stored. After a crash, Firefox opens the
   * windows of this list again.
   */
  async function windowIsStored(): Promise<void> {
    if (name === 'Firefox') await until(() => storedWindows(rig.profileDirectory).includes(QUESTION_PATH));
  }

  /**
   * Signs in again if the killed browser has lost the portal's cookie. A killed browser may lose its newest cookies.
   */
  async function signInAgain(): Promise<void> {
    const page = await rig.browser.newPage();
    await page.goto(emulator.startUrl, { timeout: PATIENCE_MS });
    const isSignedOut = (await page.$('input[name=username]')) !== null;
    await page.close();
    if (isSignedOut) await signIn(rig, emulator.startUrl);
  }

  beforeEach(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
    put(join(home.home, folder));
    rig = await start();
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'asks' });
    await setLiveAccess(popup, { name: 'asks', grant: 'ask' });
  });
  afterEach(async () => {
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('no AWS client waits for ever, and no question is open when the browser has started again', {
    timeout: 6 * BACK_MS,
  }, async () => {
    expect(await answered(ask)).toMatchObject(asks);
    await until(async () => (await questionWindows()) === 1);
    await windowIsStored();
    const browser = rig.browser.process();
    const begun = performance.now();
    const waiting = ask();
    const ended = browser && once(browser, 'exit');
    browser?.kill('SIGKILL');
    await ended;
    expect((await waiting).code).toBe(1);
    expect(performance.now() - begun).toBeLessThan(CLIENT_MS);
    await rig.close();

    // Firefox's driver cannot connect while a window is closing. So the test may have to start Firefox more than once.
    rig = await untilDone(() => start(), BACK_MS);
    expect(await questions()).toBe(0);
    await until(async () => (await questionWindows()) === 0, BACK_MS);
    await signInAgain();
    // When a program next requests keys, Keyferry asks the person a new question.
    await until(async () => (await ask()).stderr.includes('asks in the browser'), BACK_MS);
    await until(async () => (await questionWindows()) === 1);
    // If the host cannot check a client in time, the client counts as another program. Then there are two questions.
    expect(await questions()).toBeGreaterThan(0);
  });
});
