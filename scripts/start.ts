import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { redact } from '../core/credentials.ts';
import type { BrowserRig } from '../test/e2e/rig/browser-rig.ts';
import { launchChromium } from '../test/e2e/rig/chromium.ts';
import { launchFirefox } from '../test/e2e/rig/firefox.ts';
import { makeHome, type ThrowawayHome } from '../test/e2e/rig/throwaway.ts';
import { type PortalEmulator, startPortalEmulator } from '../test/portal-emulator/index.ts';
import build from './build.ts';
import { ensureDebianPackages } from './debian-packages.ts';
import { driveMainJob } from './drive-main-job.ts';
import { findBrowser } from './find-browsers.ts';

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** A browser based on Chromium if this machine has one, otherwise Firefox. @throws if it has neither. */
async function launch(emulator: PortalEmulator, home: ThrowawayHome, headless: boolean): Promise<BrowserRig> {
  ensureDebianPackages({ browsers: findBrowser() === null, firefox: false, shells: false, desktop: false });
  return findBrowser()?.kind === 'firefox'
    ? launchFirefox({ emulator, home, headless })
    : launchChromium({ emulator, home, headless });
}

function showFile(home: ThrowawayHome): void {
  if (!existsSync(home.credentialsFile)) return;
  console.log(`\n~/.aws/credentials (secrets redacted):\n`);
  console.log(redact(readFileSync(home.credentialsFile, 'utf8')).replace(/^/gm, '  '));
}

async function letPersonTry(rig: BrowserRig, emulator: PortalEmulator): Promise<void> {
  const [page = await rig.browser.newPage()] = await rig.browser.pages();
  await page.goto(emulator.startUrl);
  console.log(`
The browser shows the embedded portal at ${emulator.startUrl}. Nothing leaves this machine.
  1. Sign in with any user name and password.
  2. Press the Keyferry button in the toolbar (or Alt+Shift+K), then “Use this portal”.
  3. Choose a role, press “Write profile”. The profile goes to ${rig.home.credentialsFile}
Close the browser to end.`);
  await new Promise((resolve) => rig.browser.once('disconnected', resolve));
}

/**
 * Opens the embedded portal, so that a person can try the main job. With `--auto`, or without a display, the program
 * does the main job itself.
 * `--screenshots DIR` says where the pictures go. Returns the exit status.
 */
export default async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { auto: { type: 'boolean' }, screenshots: { type: 'string', default: join('dist', 'screenshots') } },
  });
  const auto = values.auto ?? !hasDisplay();
  await build();
  const emulator = await startPortalEmulator();
  const home = makeHome('keyferry-start-');
  try {
    const rig = await launch(emulator, home, auto);
    mkdirSync(values.screenshots, { recursive: true });
    if (auto) await driveMainJob(rig, emulator, values.screenshots);
    else await letPersonTry(rig, emulator);
    await rig.close();
    showFile(home);
    return 0;
  } finally {
    await emulator.close();
    home.remove();
  }
}
