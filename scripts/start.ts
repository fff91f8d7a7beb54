import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { redact } from '../core/credentials.ts';
import type { BrowserRig } from '../test/e2e/rig/browser-rig.ts';
import { launchChromium } from '../test/e2e/rig/chromium.ts';
import { launchFirefox } from '../test/e2e/rig/firefox.ts';
import { makeHome, type ThrowawayHome } from '../test/e2e/rig/throwaway.ts';
import { type PortalEmulator, startPortalEmulator } from '../test/portal-emulator/index.ts';
import { ensureDebianPackages } from './debian-packages.ts';
import { driveMainJob } from './drive-main-job.ts';
import { findBrowser } from './find-browsers.ts';
import { stepsToTry, whyAutomatic } from './start-texts.ts';

/** Builds Keyferry. The messages of the bundler are shown only if the build fails. @throws if the build fails */
function buildQuietly(): void {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Keyferry could not be built.\n${stdout}${stderr}`);
  console.log(`Built Keyferry in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** Starts a browser based on Chromium. If this machine has none, starts Firefox. @throws if there is no browser */
async function launch(emulator: PortalEmulator, home: ThrowawayHome, headless: boolean): Promise<BrowserRig> {
  ensureDebianPackages({ browsers: findBrowser() === null, firefox: false, shells: false, desktop: false });
  return findBrowser()?.kind === 'firefox'
    ? launchFirefox({ emulator, home, headless })
    : launchChromium({ emulator, home, headless });
}

function showFile({ credentialsFile }: ThrowawayHome): void {
  if (!existsSync(credentialsFile)) return;
  console.log(`\n${credentialsFile} (secrets redacted):\n`);
  console.log(redact(readFileSync(credentialsFile, 'utf8')).trimEnd().replace(/^/gm, '  '));
}

async function letPersonTry(rig: BrowserRig, emulator: PortalEmulator): Promise<void> {
  const [page = await rig.browser.newPage()] = await rig.browser.pages();
  await page.goto(emulator.startUrl);
  console.log(stepsToTry(rig.kind, emulator.startUrl, rig.home.credentialsFile));
  await new Promise((resolve) => rig.browser.once('disconnected', resolve));
}

/**
 * Removes the temporary files when the process ends. This also works after Ctrl+C, because puppeteer then calls
 * `process.exit`.
 */
function removeAtExit(home: ThrowawayHome, emulator: PortalEmulator): void {
  process.once('exit', () => {
    home.remove();
    rmSync(dirname(emulator.certPath), { recursive: true, force: true });
  });
}

/**
 * Starts an embedded portal and a browser with Keyferry, so that a person can try the main job. With `--auto`, or
 * without a display, the program clicks the buttons itself and saves pictures. `--screenshots DIR` sets the folder for
 * the pictures. Returns the exit status.
 */
export default async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { auto: { type: 'boolean' }, screenshots: { type: 'string', default: join('dist', 'screenshots') } },
  });
  const why = whyAutomatic(values.auto ?? false, process);
  buildQuietly();
  const emulator = await startPortalEmulator();
  const home = makeHome('keyferry-start-');
  removeAtExit(home, emulator);
  console.log(`Started a portal on this computer: ${emulator.startUrl}`);
  console.log(
    `Made a home folder for this run: ${home.home}. Your own files are not used. The folder is removed at the end.`,
  );
  try {
    const rig = await launch(emulator, home, why !== null);
    console.log(`Installed Keyferry there, and started ${await rig.browser.version()} with the extension.`);
    if (why !== null) {
      mkdirSync(values.screenshots, { recursive: true });
      console.log(`${why}\n`);
      await driveMainJob(rig, emulator, values.screenshots);
    } else await letPersonTry(rig, emulator);
    await rig.close();
    showFile(home);
    console.log(`\nRemoved ${home.home}.`);
    return 0;
  } finally {
    await emulator.close();
    home.remove();
  }
}
