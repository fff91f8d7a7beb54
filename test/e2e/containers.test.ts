import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, noElement, until, untilIn } from '../waiting.ts';
import { press, retype, sees, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchFirefox } from './rig/firefox.ts';
import { sessionIsCurrent } from './rig/worker-view.ts';

/**
 * Two people sign in to one portal, each in a separate container. The test makes the containers with the driver: in
 * Firefox, a browser context of the driver is a container.
 */
describe('the same portal in two containers of Firefox', () => {
  let emulator: PortalEmulator;
  let rig: BrowserRig;
  let popup: Page;

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    rig = await launchFirefox({ emulator });
    await signIn(rig, emulator.startUrl, 'ann');
    popup = await rig.openPopupTab();
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  /** The session keys that the popup's header lists. The session of the default cookie store comes first. */
  async function sessions(): Promise<string[]> {
    await element(popup, 'select.portal');
    const keys = await popup.$$eval('select.portal option', (options) =>
      options.map((option) => (option as HTMLOptionElement).value),
    );
    return keys.toSorted((a, b) => Number(a.includes('container')) - Number(b.includes('container')));
  }

  /**
   * Chooses another session and opens the popup again, so that the popup cannot show the list of the earlier session.
   */
  async function change(key: string): Promise<void> {
    await popup.select('select.portal', key);
    await sessionIsCurrent(popup, key);
    await popup.close();
    popup = await rig.openPopupTab();
    await until(async () => (await popup.$eval('select.portal', (list) => (list as HTMLSelectElement).value)) === key);
    await element(popup, '[role=option]');
  }

  /** Writes the role Admin of the account sandbox as a profile. @returns the sessions with which keys were requested */
  async function write(profile: string): Promise<(string | null)[]> {
    emulator.clearRequests();
    await retype(popup, '#search', 'sandbox admin');
    await untilIn(popup, () => {
      const active = document.querySelector('#search')?.getAttribute('aria-activedescendant');
      return /sandbox.*Admin/.test(document.getElementById(active ?? '')?.getAttribute('aria-label') ?? '');
    });
    await popup.keyboard.press('Enter');
    await retype(popup, '#profile-name', profile);
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${profile} is ready, valid until`);
    await popup.keyboard.press('Escape');
    return emulator.requests.filter(({ path }) => path === '/federation/credentials').map(({ session }) => session);
  }

  it('attack 7: has two sessions, one in the cookie store of each container', async () => {
    await press(popup, 'button', 'Use this portal');
    await element(popup, '#search');
    await signIn({ browser: await rig.browser.createBrowserContext() }, emulator.startUrl, 'bob');
    await popup.bringToFront();
    // Keyferry gives the session a new session key as soon as the portal has reported which user is signed in.
    const [first, second] = await until(async () => {
      const keys = await sessions();
      const isNamed = (key: string) => (JSON.parse(key) as unknown[])[2] !== null;
      return keys.length === 2 && keys.every(isNamed) ? keys : null;
    });
    expect(first).toContain('firefox-default');
    // The portal is confirmed for the first person only, so Keyferry asks again for the second person.
    await popup.select('select.portal', second ?? '');
    await sees(popup, 'Another user of your portal');
    await press(popup, 'button', 'Use this portal');
    await element(popup, '[role=option]');
    expect(second).toMatch(/firefox-container-\d+/);
  });

  it('attack 7: gives the keys of the person in the chosen session, never of the person in the other container', async () => {
    for (const user of ['bob', 'ann', 'bob'] as const) {
      // The session key contains the user as soon as the portal has reported which user is signed in.
      const [ann = '', bob = ''] = await sessions();
      await change(user === 'bob' ? bob : ann);
      const asked = await write(`of-${user}`);
      expect(asked).toEqual([expect.stringMatching(new RegExp(`^demo/${user}#`))]);
    }
  });

  it('attack 7: still has the session of one container after a sign-out in the other container', async () => {
    const pages = await rig.browser.pages();
    const portal = pages.find((page) => page.url().startsWith(emulator.startUrl));
    if (!portal) throw new Error('the portal’s tab is gone');
    await portal.bringToFront();
    await press(portal, 'button', 'Sign out');
    await popup.bringToFront();
    await noElement(popup, 'select.portal');
    await element(popup, '[role=option]');
    expect(await write('of-bob')).toEqual([expect.stringMatching(/^demo\/bob#/)]);
  });
});
