import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromIni } from '@aws-sdk/credential-providers';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until, untilDone } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { callerIdentity } from './rig/aws-clients.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { openCard, setUpLive } from './rig/live-profiles.ts';
import { markAndLabel, openRole } from './rig/open-role.ts';
import { putIntoProfile } from './rig/plain-chromium.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';
import { allRolesShown, workerView } from './rig/worker-view.ts';

const PROFILE = 'sandbox-admin';
const LIVE = 'live-one';
/**
 * The folder in which Chromium stores its data by default. If this folder exists, `keyferry install` knows that
 * Chromium is installed.
 */
const BROWSER_FOLDER = '.config/chromium';
const NEW_PORTAL = 'aria/[role="button"][name="Use this portal"]';

/** Counts the steps that a person takes, and measures the time from the first step to the last step. */
function journey() {
  const started = performance.now();
  const steps: string[] = [];
  let clicks = 0;
  return {
    /** Counts a step outside Keyferry, such as a command or a sign-in, and does it. */
    async step<T>(what: string, act: () => T | Promise<T>): Promise<T> {
      steps.push(what);
      return act();
    },
    /** Counts a click in Keyferry, and does it. */
    async click<T>(what: string, act: () => T | Promise<T>): Promise<T> {
      clicks += 1;
      steps.push(`click: ${what}`);
      return act();
    },
    /** Prints all steps, the number of clicks and the time. @returns the number of clicks in Keyferry */
    finish(name: string): number {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${name}: ${steps.length} steps, ${clicks} of them clicks in Keyferry, ${seconds} s`);
      for (const [at, each] of steps.entries()) console.log(`  ${at + 1}. ${each}`);
      return clicks;
    },
  };
}

const notHere = process.platform === 'linux' ? '' : ' (skipped: the folder of Chromium below is that of Linux)';

describe.skipIf(notHere !== '')(`a newcomer who has built a clone of the repository${notHere}`, () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: ChromiumRig | null = null;

  const startBrowser = () =>
    launchChromium({ emulator, home, host: false, isInProfile: true, profile: BROWSER_FOLDER });
  const keyId = () =>
    readSections(readFileSync(home.credentialsFile, 'utf8'))
      .find(({ name }) => name === PROFILE)
      ?.values.get('aws_access_key_id');
  const whoAmI = async (profile: string) => {
    const credentials = fromIni({ profile, filepath: home.credentialsFile, ignoreCache: true });
    return (await callerIdentity(emulator, credentials)).Arn;
  };
  const askLive = () =>
    promisify(execFile)(join(home.home, '.keyferry/bin/keyferry'), ['credential-process', '--profile', LIVE], {
      env: home.env,
    });
  /** The title of the row in the section Recent that shows the written profile. */
  const recentTitle = async (popup: Page) => {
    const row = await findOption(popup, new RegExp(`profile ${PROFILE}`));
    return row.evaluate((each) => each.closest('[title]')?.getAttribute('title') ?? '');
  };

  beforeAll(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('gets a working profile with the command `install` and at most 4 clicks in Keyferry', async () => {
    const { step, click, finish } = journey();
    rig = await step('load dist/chrome as an unpacked extension', () => {
      putIntoProfile(join(home.home, BROWSER_FOLDER), []);
      return startBrowser();
    });
    const installed = await step('run `sh install-scripts/install.sh`', () =>
      execFileSync('sh', ['install-scripts/install.sh'], { env: home.env, encoding: 'utf8' }),
    );
    expect(installed).toMatch(/^Chromium +written /m);
    expect(installed.trimEnd().split('\n').at(-1)).toMatch(/^Next: sign in to your AWS access portal/);
    const { browser, openActionPopup } = rig;
    await step('sign in to the portal', () => signIn({ browser }, emulator.startUrl));
    const popup = await click('the toolbar button', openActionPopup);
    await click('Use this portal', () => press(popup, 'button', 'Use this portal'));
    await click('the role', () => openRole(popup, /^sandbox.*Admin/));
    await click('Write profile', () => press(popup, 'button', 'Write profile'));
    await sees(popup, `Profile ${PROFILE} is ready, valid until`);
    await sees(popup, `export AWS_PROFILE="${PROFILE}"`);
    const arn = await step('paste the line into a terminal and run an AWS tool', () => whoAmI(PROFILE));
    expect(arn).toMatch(/assumed-role\/AWSReservedSSO_Admin/);
    expect(finish('newcomer, from the built clone to the first working profile')).toBeLessThanOrEqual(4);
  });

  it('uses more of Keyferry on the first day: a favourite, a label, Keep fresh and a live profile', async () => {
    if (!rig) throw new Error('there is no browser');
    const popup = await rig.openPopupTab();
    await openRole(popup, /^sandbox.*Admin/);
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${PROFILE} is ready, valid until`);
    // The popup may replace this element at any time. A handle that the driver has for the element would then be
    // invalid.
    await until(() => popup.$eval('.keep-fresh input', (box) => (box as HTMLInputElement).click() ?? true));
    await until(async () => (await workerView(popup))?.fresh.names.includes(PROFILE));
    await element(popup, '.keep-fresh input:checked');
    await press(popup, 'button', 'Back to the list');
    await allRolesShown(popup);
    await markAndLabel(popup, /^data-lake.*ReadOnly/, 'the lake');
    await popup.reload();
    await findOption(popup, /the lake/);
    await setUpLive(popup, { account: 'prod-payments', role: 'ReadOnly', profile: LIVE });
    // The person chooses “always”. With any other choice, Keyferry asks the person again after each new sign-in to the
    // portal (docs/DECISIONS.md, 72).
    await openCard(popup, { account: 'prod-payments', role: 'ReadOnly' });
    await element(popup, '.live-profile select');
    await popup.select('.live-profile select', 'always');
    const grantOf = async () => (await workerView(popup))?.live.profiles.find(({ name }) => name === LIVE)?.grant;
    await until(async () => (await grantOf()) === 'always');
    expect(JSON.parse((await untilDone(askLive)).stdout)).toMatchObject({ Version: 1 });
  });

  it('finds all settings and profiles again on day 2 without a question, after a restart of the browser and a new sign-in', async () => {
    await rig?.close();
    rig = null;
    emulator.expireSessions();
    const [firstDay, { step, click, finish }] = [keyId(), journey()];
    rig = await step('start the browser', startBrowser);
    const { browser, openActionPopup } = rig;
    await step('sign in to the portal', () => signIn({ browser }, emulator.startUrl));
    const live = await step('run an AWS tool with the live profile', () => untilDone(askLive));
    expect(JSON.parse(live.stdout)).toMatchObject({ Version: 1 });
    const popup = await click('the toolbar button', openActionPopup);
    await until(async () => (await recentTitle(popup)).includes('kept fresh'));
    await findOption(popup, new RegExp(`live profile ${LIVE}`));
    await findOption(popup, /the lake.*ReadOnly/);
    await sees(popup, 'Favourites');
    expect(await popup.$(NEW_PORTAL)).toBeNull();
    expect(await popup.$('dialog')).toBeNull();
    await allRolesShown(popup);
    await click('Renew', async () => (await element(popup, `.row-action[title^="Renew ${PROFILE}"]`)).click());
    await until(() => keyId() !== firstDay);
    expect(await whoAmI(PROFILE)).toMatch(/assumed-role\/AWSReservedSSO_Admin/);
    expect(finish('newcomer, day 2')).toBeLessThanOrEqual(2);
  });
});
