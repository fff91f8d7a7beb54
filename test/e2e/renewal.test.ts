import { readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { noElement, until } from '../waiting.ts';
import { chooseIn, findOption, press, pressOption, retype, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { openRole } from './rig/open-role.ts';

const MINUTE = 60_000;

describe('Keyferry with written profiles', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;

  const asked = () => emulator.requests.filter(({ path }) => path === '/federation/credentials').length;
  // The test reads the badge in the popup's page. It cannot read it in the worker, because the driver is not connected
  // to a stopped worker.
  const badge = () => popup.evaluate('chrome.action.getBadgeText({})');
  const alarm = () => popup.evaluate('chrome.alarms.get("expiry")');
  const keysOf = () => {
    const sections = readSections(readFileSync(rig.home.credentialsFile, 'utf8'));
    return new Map(sections.map(({ name, values }) => [name, values.get('aws_access_key_id')]));
  };
  async function write(words: string, role: RegExp, profile: string): Promise<void> {
    await retype(popup, '#search', words);
    await sees(popup, '1 role found');
    await openRole(popup, role);
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${profile} is ready`);
    await popup.keyboard.press('Escape');
    await popup.keyboard.press('Escape');
  }

  beforeAll(async () => {
    emulator = await startPortalEmulator({ roleSessionMs: 4.9 * MINUTE });
    rig = await launchChromium({ emulator });
    popup = await rig.openPopupTab();
    await signIn(rig, emulator.startUrl);
    await popup.bringToFront();
    await press(popup, 'button', 'Use this portal');
    await write('sandbox admin', /sandbox.*Admin/, 'sandbox-admin');
    await write('prod-payments readonly', /prod-payments.*ReadOnly/, 'prod-payments-read-only');
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('lists the profiles with the time left, and shows the time left in the badge', async () => {
    await findOption(popup, /^sandbox.*Admin.*profile sandbox-admin/);
    await findOption(popup, /^prod-payments.*ReadOnly.*profile prod-payments-read-only/);
    await sees(popup, /[1-4] min/);
    await expect.poll(badge).toMatch(/^[1-5]m$/);
    await expect.poll(alarm).toMatchObject({ name: 'expiry' });
  });

  it('shows the right time in the badge after the browser has stopped the worker', async () => {
    await rig.stopWorker();
    await popup.reload();
    await findOption(popup, /profile sandbox-admin/);
    await expect.poll(badge).toMatch(/^[1-5]m$/);
  });

  it('renews all profiles with one request for each role and one write of the file', async () => {
    emulator.options.roleSessionMs = 60 * MINUTE;
    emulator.clearRequests();
    const before = keysOf();
    const replaced: string[] = [];
    const watcher = watch(dirname(rig.home.credentialsFile), (event, name) => {
      if (event === 'rename' && name === 'credentials') replaced.push(name);
    });
    await press(popup, 'button', 'Renew all');
    await sees(popup, /2 profiles are renewed, valid until/);
    await until(() => replaced.length > 0);
    watcher.close();
    expect(asked()).toBe(2);
    expect(replaced).toHaveLength(1);
    const after = keysOf();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, key] of after) expect(key).not.toBe(before.get(name));
  });

  it('empties the badge after the renewal', async () => {
    await sees(popup, /5\d min|1 h/);
    await expect.poll(badge).toBe('');
  });

  it('removes one profile after the person has confirmed the removal; the other profile stays', async () => {
    await pressOption(popup, /profile sandbox-admin/);
    await chooseIn(popup, 'More for this role', 'Remove profile');
    await sees(popup, 'Remove profile sandbox-admin?');
    await press(popup, 'button', 'Remove');
    await sees(popup, 'Profile sandbox-admin is removed');
    expect([...keysOf().keys()]).toEqual(['prod-payments-read-only']);
    await popup.keyboard.press('Escape');
    await findOption(popup, /profile prod-payments-read-only/);
    await noElement(popup, '[data-row="recent sandbox-admin"]');
  });
});
