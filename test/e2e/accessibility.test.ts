import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { untilIn } from '../waiting.ts';
import { byRole, findOption, openMenuWith, press, pressOption, sees, signIn } from './rig/actions.ts';
import { OPTIONS_PATH } from './rig/browser-rig.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { openRole } from './rig/open-role.ts';
import { listingComplete } from './rig/worker-view.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const looks: readonly Readonly<Record<string, string>>[] = [
  { 'prefers-color-scheme': 'light' },
  { 'prefers-color-scheme': 'dark' },
  { 'prefers-color-scheme': 'light', 'forced-colors': 'active' },
];

const clients = new WeakMap<Page, CDPSession>();

/** Sets CSS media features of the page. Puppeteer's own method does not support `forced-colors`. */
async function emulate(page: Page, look: Readonly<Record<string, string>>): Promise<void> {
  // The test uses one debugging session for each page. If it opened a second session, the media features of the first
  // session would still apply.
  const client = clients.get(page) ?? (await page.createCDPSession());
  clients.set(page, client);
  await client.send('Emulation.setEmulatedMedia', {
    features: Object.entries(look).map(([name, value]) => ({ name, value })),
  });
  // A change of colours is animated. axe runs after the animation has ended.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await untilIn(page, () => document.getAnimations().length === 0);
}

/** Runs axe, a checker for accessibility, on the page in light, dark and forced colours. @returns the problems */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const look of looks) {
    await emulate(page, look);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    found.push(...violations.map((each) => `${Object.values(look).join(', ')}: ${each}`));
  }
  return found;
}

describe('axe finds no accessibility problem in the real extension', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    rig = await launchChromium({ emulator });
    popup = await rig.openPopupTab();
    await popup.setViewport({ width: 400, height: 560 });
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('in the popup without a session, and in the popup with a new portal', async () => {
    await sees(popup, 'Sign in to your AWS access portal');
    expect(await findings(popup)).toEqual([]);
    await signIn(rig, emulator.startUrl);
    await popup.bringToFront();
    await sees(popup, 'Use this portal');
    expect(await findings(popup)).toEqual([]);
  });

  it('in the list of roles, on the card of a role, and after a profile was written', async () => {
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    expect(await findings(popup)).toEqual([]);
    await openRole(popup, /sandbox.*Admin/);
    await sees(popup, 'Write profile');
    expect(await findings(popup)).toEqual([]);
    await press(popup, 'button', 'Write profile');
    await sees(popup, /is ready, valid until/);
    expect(await findings(popup)).toEqual([]);
    await popup.keyboard.press('Escape');
    await findOption(popup, /profile sandbox-admin/);
    expect(await findings(popup)).toEqual([]);
  });

  it('in the menu of the header, in the dialog of CLI profiles, and in the dialog of console pages', async () => {
    await listingComplete(popup);
    await openMenuWith(popup, 'CLI profiles for all…');
    expect(await findings(popup)).toEqual([]);
    await press(popup, 'menuitem', 'CLI profiles for all…');
    await byRole(popup, 'dialog', 'Set up CLI profiles');
    await sees(popup, /to add/);
    expect(await findings(popup)).toEqual([]);
    await popup.keyboard.press('Escape');
    await pressOption(popup, /profile sandbox-admin/);
    await press(popup, 'button', 'Choose a console page');
    await byRole(popup, 'combobox', 'Console page');
    expect(await findings(popup)).toEqual([]);
    await popup.keyboard.press('Escape');
  });

  it('on the options page', async () => {
    const options = await rig.openExtensionPage(OPTIONS_PATH);
    await sees(options, 'Confirmed for 1 user');
    expect(await findings(options)).toEqual([]);
    await press(options, 'button', `Forget ${new URL(emulator.startUrl).hostname.split('.')[0]}`);
    await sees(options, 'This erases your confirmation of');
    expect(await findings(options)).toEqual([]);
  });
});
