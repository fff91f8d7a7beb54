import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, PATIENCE_MS, until } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { markAndLabel } from './rig/open-role.ts';
import { dumpStorage } from './rig/stored.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';
import { allRolesShown } from './rig/worker-view.ts';

const ADMIN = /sandbox.*, Admin$/;

describe('favourites and labels before and after a restart of the browser', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: ChromiumRig;
  let popup: Page;

  async function start(): Promise<void> {
    rig = await launchChromium({ emulator, home });
    popup = await rig.openPopupTab();
  }
  const firstOption = () => popup.$eval('[role=option]', (each) => each.getAttribute('aria-label') ?? '');

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    home = makeHome();
    await start();
    await signIn(rig, emulator.startUrl);
    await popup.bringToFront();
    await press(popup, 'button', 'Use this portal');
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('are set by a person before the restart: a role becomes a favourite, and its account gets a label', async () => {
    await findOption(popup, ADMIN);
    await allRolesShown(popup);
    await markAndLabel(popup, ADMIN, 'Playground');
    // The test waits until the popup shows the new label on the card. Otherwise the list might not contain the label
    // yet.
    await element(popup, '.card-names .own-label');
    await popup.keyboard.press('Escape');
    await findOption(popup, /^Playground, sandbox/);
    await until(async () => ADMIN.test(await firstOption()));
  });

  it('are still in the popup’s list after the restart', async () => {
    expect(await dumpStorage(popup, 'local')).toContain('Playground');
    await rig.close();
    await start();
    // The portal still accepts the old cookie, so the person is signed in again.
    await (await rig.browser.newPage()).goto(emulator.startUrl);
    await popup.bringToFront();
    await findOption(popup, /^Playground, sandbox/);
    await until(async () => ADMIN.test(await firstOption()));
  });

  it('are used by the search, which finds an account by its label', async () => {
    await popup.type('#search', 'admin playgr');
    await sees(popup, '1 role found');
    expect(await firstOption()).toMatch(ADMIN);
    expect(await popup.$$eval('mark', (all) => all.map((each) => each.textContent))).toContain('Playgr');
  });

  it('help to find a role, whose console then opens with the portal’s own link and without a request for keys', async () => {
    emulator.clearRequests();
    await popup.keyboard.press('Enter');
    await press(popup, 'button', 'Open console');
    const opened = await rig.browser.waitForTarget((target) => target.url().includes('#/console?'), {
      timeout: PATIENCE_MS,
    });
    const url = new URL(opened.url());
    expect(`${url.origin}${url.pathname}`.replace(/\/$/, '')).toBe(emulator.startUrl);
    const query = new URLSearchParams(url.hash.split('?')[1]);
    expect(query.get('role_name')).toBe('Admin');
    expect(query.get('account_id')).toMatch(/^\d{12}$/);
    expect(emulator.requests.filter(({ path }) => path === '/federation/credentials')).toEqual([]);
  });
});
