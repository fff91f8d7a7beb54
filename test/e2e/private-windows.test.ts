import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser } from '../driven-browser.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, noElement, until, untilIn } from '../waiting.ts';
import { findOption, press, retype, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH } from './rig/browser-rig.ts';
import { filesWith } from './rig/canaries.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { openRole } from './rig/open-role.ts';
import { dumpStorage } from './rig/stored.ts';
import { sessionIsCurrent } from './rig/worker-view.ts';

const launchers = { Chromium: launchChromium, Firefox: launchFirefox };

/** The part of the browser's API for windows that these tests use. */
interface Windows {
  create(options: { incognito: boolean; url: string }): Promise<unknown>;
  getAll(): Promise<{ readonly id: number; readonly incognito: boolean }[]>;
  remove(id: number): Promise<void>;
}
type Global = { chrome: { windows: Windows } };

/** The same portal in a private window, where Ann signs in, and in a normal window, where Bob signs in. */
describe.each(Object.keys(launchers) as (keyof typeof launchers)[])('private windows in %s', (name) => {
  let emulator: PortalEmulator;
  let rig: BrowserRig;
  /** A page of the extension that opens and closes windows. */
  let opener: Page;
  let popup: Page;

  /** Opens a private window. @returns its only page */
  async function openPrivate(): Promise<Page> {
    const before = new Set(await rig.browser.pages());
    await opener.evaluate(
      (url) =>
        void (globalThis as unknown as Global).chrome.windows.create({ incognito: true, url }).catch(() => undefined),
      emulator.startUrl,
    );
    return until(async () =>
      (await rig.browser.pages()).find((page) => !before.has(page) && page.url().startsWith(emulator.startUrl)),
    );
  }

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    rig = await launchers[name]({ emulator, isPrivateAllowed: true });
    // Firefox opens the driver's new tabs in the frontmost window. So the private window is opened last.
    opener = await rig.openExtensionPage(OPTIONS_PATH);
    await signIn(rig, emulator.startUrl, 'bob');
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    await signIn({ browser: { newPage: openPrivate } }, emulator.startUrl, 'ann');
    await popup.bringToFront();
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  const token = (nth: number) => emulator.issued.portalTokens[nth] ?? 'no token';
  /** The requests with this user's session, except the request that asks the portal which user is signed in. */
  const uses = (user: string) =>
    emulator.requests.filter(({ session, path }) => session?.startsWith(`demo/${user}#`) && path !== '/token/whoAmI');

  /**
   * Requests for keys with the session of this user. Other kinds of requests do not count, because the list may still
   * be refreshed.
   */
  const keyRequests = (user: string) => uses(user).filter(({ path }) => path === '/federation/credentials');

  const isPrivate = (key: string) => /private|"1"/.test(key);

  async function write(profile: string): Promise<void> {
    await retype(popup, '#search', 'sandbox admin');
    await openRole(popup, /sandbox.*Admin/);
    await retype(popup, '#profile-name', profile);
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${profile} is ready, valid until`);
    await popup.keyboard.press('Escape');
  }

  it('attack 7: have their own session, which Keyferry uses only after a click on “Use this portal”', async () => {
    const sessions = () =>
      popup.$$eval('select.portal option', (options) => options.map((each) => (each as HTMLOptionElement).value));
    const [bob = '', ann = ''] = await until(async () => {
      const found = await sessions();
      // Keyferry gives the session a new session key as soon as the portal has reported which user is signed in.
      const isNamed = found.every((key) => JSON.parse(key)[2] !== null);
      const inOrder = found.toSorted((a, b) => Number(isPrivate(a)) - Number(isPrivate(b)));
      return found.length === 2 && isNamed ? inOrder : null;
    });
    expect([bob, ann].map(isPrivate)).toEqual([false, true]);
    expect(uses('ann')).toEqual([]);
    await popup.select('select.portal', ann);
    await press(popup, 'button', 'Use this portal');
    await element(popup, '[role=option]');
    emulator.clearRequests();
    await write('of-ann');
    expect(keyRequests('ann')).toHaveLength(1);
    expect(keyRequests('bob')).toEqual([]);
    // When the person chooses another session, the popup makes a new search box. So the test marks the search box of
    // Ann's session. After the choice of Bob's session, it waits for a search box without the mark.
    await element(popup, '#search');
    await popup.$eval('#search', (search) => search.setAttribute('data-of', 'ann'));
    await popup.select('select.portal', bob);
    await sessionIsCurrent(popup, bob);
    await element(popup, '#search:not([data-of])');
    await element(popup, '[role=option]');
    emulator.clearRequests();
    await write('of-bob');
    expect(keyRequests('bob')).toHaveLength(1);
    expect(keyRequests('ann')).toEqual([]);
  });

  it('attack 7: leave nothing in the extension’s storage on disk', async () => {
    expect(await dumpStorage(popup, 'session')).toContain(token(1));
    // The worker first answers the popup, and only then stores the name of the written profile. So the test waits for
    // this name.
    const local = await until(async () => {
      const text = await dumpStorage(popup, 'local');
      return text.includes('of-bob') ? text : null;
    });
    for (const text of [token(1), 'of-ann']) expect(local).not.toContain(text);
  });

  it('attack 7: lose their session when the last private window closes; the normal window’s session stays', async () => {
    await opener.evaluate(async () => {
      const { windows } = (globalThis as unknown as Global).chrome;
      for (const { id, incognito } of await windows.getAll()) if (incognito) await windows.remove(id);
    });
    await noElement(popup, 'select.portal');
    await until(async () => !(await dumpStorage(popup, 'session')).includes(token(1)));
    emulator.clearRequests();
    await write('of-bob-again');
    expect(uses('bob').length).toBeGreaterThan(0);
    expect(uses('ann')).toEqual([]);
    await untilIn(popup, () => document.querySelector('[role=option]') !== null);
  });

  it('attack 46: leave no token of their session in the files of the browser', async () => {
    await closeBrowser(rig.browser, rig.kind);
    expect(filesWith(rig.profileDirectory, ['demo.awsapps.com'])).not.toEqual([]);
    expect(filesWith(rig.profileDirectory, [token(1)])).toEqual([]);
  });
});
