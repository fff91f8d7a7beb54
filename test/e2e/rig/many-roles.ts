import type { Page } from 'puppeteer-core';
import { indexKey } from '#core/protocol/messages.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../../portal-emulator/index.ts';
import { element } from '../../waiting.ts';
import { findOption, press, signIn } from './actions.ts';
import type { RigOptions } from './browser-rig.ts';
import { type ChromiumRig, launchChromium } from './chromium.ts';
import { listingComplete, workerView } from './worker-view.ts';

/** Replaces the stored list of the current session with a new list. */
async function cacheList(page: Page, accounts: readonly object[]): Promise<void> {
  const key = (await workerView(page))?.current;
  if (!key) throw new Error('no session is in use');
  const index = { session: key, listedAt: Date.now(), accounts };
  await page.evaluate((name, value) => chrome.storage.local.set({ [name]: value }), indexKey(key), index);
}

export interface ManyRoles {
  readonly emulator: PortalEmulator;
  readonly rig: ChromiumRig;
  /** The popup's page in a tab. */
  readonly tab: Page;
  close(): Promise<void>;
}

/**
 * A Chromium with the built extension and a signed-in person. The stored list has 1,000 accounts with five roles each.
 */
export async function openWithManyRoles(given: Omit<RigOptions, 'emulator'> = {}): Promise<ManyRoles> {
  const emulator = await startPortalEmulator();
  const rig = await launchChromium({ ...given, emulator });
  await signIn(rig, emulator.startUrl);
  const tab = await rig.openPopupTab();
  await press(tab, 'button', 'Use this portal');
  await findOption(tab, /sandbox.*Admin/);
  // A listing that is still running would overwrite the new list.
  await listingComplete(tab);
  const { accounts } = makeOrganisation({ accounts: 1000, rolesPerAccount: 5 });
  emulator.organisation.accounts = accounts;
  await cacheList(tab, accounts);
  await element(tab, '[aria-setsize="5000"]');
  return {
    emulator,
    rig,
    tab,
    async close() {
      await rig.close();
      await emulator.close();
    },
  };
}
