import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { byRole, findOption, listingIsOver, press, sees, signIn } from '../test/e2e/rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH } from '../test/e2e/rig/browser-rig.ts';
import { launchChromium } from '../test/e2e/rig/chromium.ts';
import { type PortalEmulator, startPortalEmulator } from '../test/portal-emulator/index.ts';
import build from './build.ts';

const FOLDER = join('docs', 'store', 'screenshots');
/** The size of pictures in the browser stores. */
const STAGE = { width: 1280, height: 800, deviceScaleFactor: 1 };

/**
 * Sets the colour scheme. Reduced motion turns animations off. Otherwise the picture would show buttons while their
 * colours change.
 */
function show(page: Page, scheme: string): Promise<void> {
  return page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
}

/**
 * Opens a page with a picture of the popup and a caption, on a plain background. The page has the size of a store's
 * picture.
 */
async function stage(rig: BrowserRig, picture: string, dark: boolean, caption: string): Promise<Page> {
  const page = await rig.browser.newPage();
  await page.setViewport(STAGE);
  const [ground, ink] = dark ? ['#16191f', '#e9ebed'] : ['#f2f3f3', '#16191f'];
  await page.setContent(`<!doctype html><style>
    body { margin: 0; height: 100vh; display: flex; align-items: center; justify-content: center; gap: 64px;
      background: ${ground}; color: ${ink}; font: 500 40px/1.3 system-ui, sans-serif }
    p { width: 480px; margin: 0 } img { width: 480px; border-radius: 12px; box-shadow: 0 12px 48px #0006 }
  </style><p>${caption}</p><img src="data:image/png;base64,${picture}" alt="">`);
  return page;
}

async function photograph(rig: BrowserRig, popup: Page, name: string, caption: string): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    await popup.bringToFront();
    await show(popup, scheme);
    const picture = await popup.screenshot({ encoding: 'base64' });
    const page = await stage(rig, picture, scheme === 'dark', caption);
    await page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`) as `${string}.png` });
    await page.close();
  }
  await popup.bringToFront();
}

async function photographOptions(rig: BrowserRig): Promise<void> {
  const options = await rig.openExtensionPage(OPTIONS_PATH);
  await options.setViewport(STAGE);
  for (const scheme of ['light', 'dark']) {
    await show(options, scheme);
    await options.screenshot({ path: join(FOLDER, `4-options-${scheme}.png`) as `${string}.png` });
  }
}

async function photographPopup(rig: BrowserRig, emulator: PortalEmulator): Promise<void> {
  await signIn(rig, emulator.startUrl);
  const popup = await rig.openPopupTab();
  await popup.setViewport({ width: 400, height: 560, deviceScaleFactor: 1.2 });
  await byRole(popup, 'button', 'Use this portal');
  await photograph(rig, popup, '3-new-portal', 'A portal you have not confirmed is never used.');
  await press(popup, 'button', 'Use this portal');
  await findOption(popup, /sandbox.*Admin/);
  await listingIsOver(emulator);
  await photograph(rig, popup, '1-list', 'Every account and role, found by typing.');
  await popup.keyboard.type('sandbox admin');
  await findOption(popup, /sandbox.*Admin/);
  await popup.keyboard.press('Enter');
  await press(popup, 'button', 'Write profile');
  await sees(popup, /is ready, valid until/);
  await photograph(rig, popup, '2-written', 'One click, and every tool in the terminal has the right credentials.');
}

/**
 * Makes the pictures for the browser stores, with the built extension and the embedded portal. Returns the exit status.
 */
export default async function main(): Promise<number> {
  await build();
  mkdirSync(FOLDER, { recursive: true });
  const emulator = await startPortalEmulator();
  const rig = await launchChromium({ emulator });
  try {
    await photographPopup(rig, emulator);
    await photographOptions(rig);
  } finally {
    await rig.close();
    await emulator.close();
  }
  return 0;
}
