import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { byRole, findOption, listingIsOver, pasted, press, sees, signIn } from '../test/e2e/rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH } from '../test/e2e/rig/browser-rig.ts';
import type { PortalEmulator } from '../test/portal-emulator/index.ts';

/** Returns a function that prints a step and how long it took. */
function stopwatch(): (step: string) => void {
  let last = performance.now();
  return (step) => {
    const now = performance.now();
    console.log(`${String(Math.round(now - last)).padStart(6)} ms  ${step}`);
    last = now;
  };
}

/** Saves a picture of a page in the light colour scheme. With Chromium, also in the dark colour scheme. */
async function photograph(rig: BrowserRig, page: Page, folder: string, name: string): Promise<void> {
  for (const scheme of rig.kind === 'chrome' ? ['light', 'dark'] : ['light']) {
    // Reduced motion turns animations off. Otherwise the picture would show buttons while their colours change.
    const features = [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ];
    if (rig.kind === 'chrome') await page.emulateMediaFeatures(features);
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) as `${string}.png` });
  }
}

async function openPopup(rig: BrowserRig): Promise<Page> {
  const popup = await rig.openPopupTab();
  await popup.setViewport({ width: 400, height: 560, deviceScaleFactor: 2 });
  return popup;
}

/**
 * Does the main job as a person would do it. Prints each step with its time, and saves screenshots.
 * @throws if a step fails; the error message contains the text of the page
 */
export async function driveMainJob(rig: BrowserRig, emulator: PortalEmulator, folder: string): Promise<void> {
  const done = stopwatch();
  const portal = await signIn(rig, emulator.startUrl);
  await photograph(rig, portal, folder, 'portal');
  done(`signed in at ${emulator.startUrl}`);

  const popup = await openPopup(rig);
  await byRole(popup, 'button', 'Use this portal');
  await photograph(rig, popup, folder, 'new-portal');
  done('opened the popup: it shows the new portal and waits for a click');
  await press(popup, 'button', 'Use this portal');
  await findOption(popup, /sandbox.*Admin/);
  done('“Use this portal”: accounts and roles are listed');
  await listingIsOver(emulator);
  await photograph(rig, popup, folder, 'list');

  await popup.keyboard.type('sandbox admin');
  await findOption(popup, /sandbox.*Admin/);
  await popup.keyboard.press('Enter');
  await byRole(popup, 'button', 'Write profile');
  done('found a role by typing and opened it with Enter');
  await press(popup, 'button', 'Write profile');
  await sees(popup, /is ready, valid until/);
  await photograph(rig, popup, folder, 'written');
  done('“Write profile”: the profile is in the credentials file');

  await press(popup, 'button', 'Copy for PowerShell');
  await sees(popup, /Copied/);
  const text = await pasted(rig, emulator.startUrl);
  if (!/\$Env:AWS_ACCESS_KEY_ID/i.test(text)) throw new Error('the clipboard does not contain PowerShell text');
  done(`“Copy for PowerShell”: ${text.trimEnd().split('\n').length} lines are on the clipboard`);

  const options = await rig.openExtensionPage(OPTIONS_PATH);
  await options.setViewport({ width: 800, height: 900, deviceScaleFactor: 1 });
  await photograph(rig, options, folder, 'options');
  console.log(`\nScreenshots are in ${folder}.`);
}
