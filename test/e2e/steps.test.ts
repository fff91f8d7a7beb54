import { readFileSync, writeFileSync } from 'node:fs';
import type { KeyInput, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, noElement, PATIENCE_MS } from '../waiting.ts';
import { findOption, openMenuWith, pasted, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { listingComplete } from './rig/worker-view.ts';

type Modifier = 'Control' | 'Alt';

/**
 * Counts the keys that a person presses, without the text of a search. Several keys pressed together count as one.
 * Measures the time too.
 */
function keyboardOf(page: () => Page) {
  let count = 0;
  let since = performance.now();
  return {
    async key(name: KeyInput, ...modifiers: readonly Modifier[]): Promise<void> {
      count += 1;
      for (const each of modifiers) await page().keyboard.down(each);
      await page().keyboard.press(name);
      for (const each of modifiers) await page().keyboard.up(each);
    },
    /** Starts to count the keys and to measure the time. The test calls this when the popup is open. */
    begin(): void {
      count = 0;
      since = performance.now();
    },
    /**
     * Prints the number of keys, and the seconds from the call of `begin` to the result.
     * @returns the number of keys
     */
    pressed(path: string): number {
      const seconds = ((performance.now() - since) / 1000).toFixed(1);
      console.log(`${path}: ${count} ${count === 1 ? 'key' : 'keys'}, ${seconds} s`);
      return count;
    },
  };
}

describe('the steps from the open popup to the result, with 300 accounts,', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;
  const { key, begin, pressed } = keyboardOf(() => popup);
  const sections = () => readSections(readFileSync(rig.home.credentialsFile, 'utf8'));
  const keysOf = () => new Map(sections().map(({ name, values }) => [name, values.get('aws_access_key_id')]));

  /** Opens the popup again, and waits until the search has the focus. */
  async function reopen(): Promise<void> {
    await popup.reload({ timeout: PATIENCE_MS });
    await popup.bringToFront();
    await element(popup, '#search:focus');
    await element(popup, '[role=option]');
    begin();
  }

  /** Types the name of an account and of its first role, and waits for the role. */
  async function searchRole(at: number): Promise<void> {
    const { accountName, roles } = emulator.organisation.accounts[at] ?? { accountName: '', roles: [] };
    await popup.keyboard.type(`${accountName} ${roles[0]}`);
    await findOption(popup, new RegExp(`^${accountName}, \\d{12}, ${roles[0]}$`));
  }

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    emulator.organisation.accounts = makeOrganisation({ accounts: 300, rolesPerAccount: 3 }).accounts;
    rig = await launchChromium({ emulator });
    await signIn(rig, emulator.startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /./);
    await listingComplete(popup, 2 * PATIENCE_MS);
    writeFileSync(rig.home.credentialsFile, '', { mode: 0o600 });
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('are, for a profile of a new role, the text of a search and one key press', async () => {
    await reopen();
    await searchRole(0);
    await key('Enter', 'Control');
    await sees(popup, /is ready, valid until/);
    expect(pressed('a new role among 300 accounts, beside the text of the search')).toBe(1);
    expect(sections()).toHaveLength(1);
  });

  it('are, for the renewal of six profiles, Alt+R or two other key presses', async () => {
    await reopen();
    for (let at = 0; at < 7; at += 1) await popup.keyboard.press('ArrowDown');
    await popup.keyboard.down('Shift');
    for (let at = 0; at < 6; at += 1) await popup.keyboard.press('ArrowDown');
    await popup.keyboard.up('Shift');
    await press(popup, 'button', 'Write profiles');
    await sees(popup, /\d profiles are ready/);
    const count = sections().length;
    expect(count).toBeGreaterThanOrEqual(6);
    for (const keys of [['Alt+R'], ['Tab', 'Enter']]) {
      const before = keysOf();
      await reopen();
      await element(popup, `[title="Renew all ${count} profiles (Alt+R)"]`);
      for (const each of keys) await (each === 'Alt+R' ? key('r', 'Alt') : key(each as KeyInput));
      await sees(popup, `${count} profiles are renewed`);
      expect(pressed(`${count} profiles renewed with ${keys.join(', ')}`)).toBeLessThanOrEqual(2);
      for (const [name, id] of keysOf()) expect(id).not.toBe(before.get(name));
    }
  });

  it('are, for a copy for PowerShell, the text of a search and one key press', async () => {
    await reopen();
    const place = await popup.evaluate(() =>
      chrome.runtime.getPlatformInfo().then(({ os }) => (os === 'win' ? '1' : '4')),
    );
    await searchRole(1);
    await key(place as KeyInput, 'Control');
    await sees(popup, 'Copied: PowerShell');
    expect(pressed('PowerShell, beside the text of the search')).toBe(1);
    expect(await pasted(rig, emulator.startUrl)).toMatch(/^\$Env:AWS_ACCESS_KEY_ID *= *["']ASIA/im);
  });

  it('are, for the AWS console, the text of a search and one key press', async () => {
    await reopen();
    await searchRole(1);
    await key('o', 'Control');
    const opened = await rig.browser.waitForTarget((target) => target.url().includes('#/console?'), {
      timeout: PATIENCE_MS,
    });
    expect(pressed('the console, beside the text of the search')).toBe(1);
    await (await opened.page())?.close();
  });

  it('are, for the S3 page of the console, the text of a search, the key that opens the list of pages, `s3` and Enter', async () => {
    await reopen();
    await searchRole(1);
    await popup.keyboard.down('Shift');
    await key('O', 'Control');
    await popup.keyboard.up('Shift');
    await element(popup, '.console-dialog input:focus');
    await popup.keyboard.type('s3');
    await key('Enter');
    const opened = await rig.browser.waitForTarget((target) => target.url().includes('%2Fs3%2Fhome'), {
      timeout: PATIENCE_MS,
    });
    expect(pressed('the S3 page, beside the text of the searches')).toBe(2);
    await (await opened.page())?.close();
  });

  it('are, for CLI profiles of the whole organisation, three clicks', async () => {
    await reopen();
    await listingComplete(popup);
    await openMenuWith(popup, 'CLI profiles for all…');
    await popup.keyboard.press('Escape');
    const since = performance.now();
    let clicks = 0;
    const click = async (role: string, name: string) => {
      clicks += 1;
      await press(popup, role, name);
    };
    await click('button', 'Menu');
    await click('menuitem', 'CLI profiles for all…');
    const count = emulator.organisation.accounts.flatMap(({ roles }) => roles).length;
    await sees(popup, /to add|there already/);
    await click('button', `Save ${count.toLocaleString('en')} profiles`);
    await noElement(popup, 'dialog');
    await sees(popup, 'CLI profiles are set up');
    console.log(
      `CLI profiles for the whole organisation: ${clicks} clicks, ${((performance.now() - since) / 1000).toFixed(1)} s`,
    );
    expect(clicks).toBe(3);
  });
});
