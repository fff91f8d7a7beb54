import type { Page } from 'puppeteer-core';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../../portal-emulator/index.ts';
import { element, noElement } from '../../waiting.ts';
import { findOption, press, signIn } from './actions.ts';
import type { RigOptions } from './browser-rig.ts';
import { type ChromiumRig, launchChromium } from './chromium.ts';

type Stored = {
  chrome: {
    storage: Record<
      'local' | 'session',
      { get(key: string): Promise<Record<string, unknown>>; set(items: object): Promise<void> }
    >;
  };
};

/** Replaces the stored list of the current session with a new list. */
async function cacheList(page: Page, accounts: readonly object[]): Promise<void> {
  const key = await page.evaluate(async (name) => {
    const { storage } = (globalThis as unknown as Stored).chrome;
    return ((await storage.session.get(name))[name] as { current: string }).current;
  }, VIEW_KEY);
  const index = { session: key, listedAt: Date.now(), accounts };
  await page.evaluate(
    (name, value) => (globalThis as unknown as Stored).chrome.storage.local.set({ [name]: value }),
    indexKey(key),
    index,
  );
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
  // The test waits for the end of the running listing, and then replaces the stored list.
  await noElement(tab, '[aria-label="Refresh the list"][aria-disabled="true"]');
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
