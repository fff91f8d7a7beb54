import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until } from '../waiting.ts';
import { clickOn, findOption, press, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH, QUESTION_PATH } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { answered, start } from './rig/commands.ts';
import { HOST_PROGRAM } from './rig/host.ts';
import { openCard } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

/** The limit in ms for starting processes and pages, which is slow on a busy machine. */
const SLOW_MS = 90_000;

describe('in the terminal with Chromium,', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: BrowserRig;
  let popup: Page;
  const running: ReturnType<typeof start>[] = [];

  function begin(...args: string[]) {
    const command = start(process.execPath, [HOST_PROGRAM, ...args], home.env);
    running.push(command);
    return command.ended;
  }
  /** Runs a command, and runs it again if the browser did not answer in time. */
  const keyferry = (...args: string[]) => answered(() => begin(...args));
  /** Runs `keyferry use` as the shell function in bash does. */
  const use = (query: string) => begin('use', '--shell', 'bash', ...query.split(' '));

  const windows = async () => (await rig.browser.pages()).filter((page) => page.url().endsWith(QUESTION_PATH));

  /** Answers in the question window, as a person does. */
  async function answer(label: string, shows: RegExp): Promise<void> {
    const page = await until(async () => (await windows())[0], SLOW_MS);
    await sees(page, shows);
    await page.bringToFront();
    // The buttons do nothing for a second after the window has got the focus. So the person may have to click again.
    await until(async () => {
      if ((await windows()).length === 0) return true;
      if (await page.$('.answers [aria-disabled=false]')) {
        const button = await page.$(`aria/[role="button"][name="${label}"]`);
        await button?.click();
      }
      return false;
    }, SLOW_MS);
  }

  const configText = () => readFileSync(join(home.home, '.aws', 'config'), 'utf8');

  beforeAll(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
    rig = await launchChromium({ emulator, home });
    await signIn(rig, emulator.startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
  });
  afterAll(async () => {
    for (const each of running) each.kill();
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('keyferry list shows roles without a profile only after the user has allowed this on the options page', async () => {
    const before = await keyferry('list', 'sandbox');
    expect(before).toMatchObject({ stdout: '', stderr: expect.stringContaining('let the terminal see all roles') });
    const options = await rig.openExtensionPage(OPTIONS_PATH);
    await clickOn(() => element(options, '#live-profiles'));
    await sees(options, 'Saved.');
    await options.select('#terminal-roles', 'all');
    // The extension passes the setting on to the host, and the host then writes the list of roles.
    const listed = await until(async () => (await keyferry('list', 'sandbox')).stdout, SLOW_MS);
    expect(listed).toMatch(/^- +sandbox +\d{12} +Admin +not set up/m);
    await options.close();
  });

  it('keyferry use sets up a live profile after a click on “Set up”, and the first request for its keys asks the user', async () => {
    const { stdout: list } = await keyferry('list', '--json');
    const { roles } = JSON.parse(list) as { roles: { accountName: string; roleName: string; accountId: string }[] };
    const role = roles.find((each) => each.accountName === 'sandbox' && each.roleName === 'Admin');
    const ended = use(`${role?.accountId} Admin`);
    await answer('Set up', new RegExp(`New profile.*sandbox-admin.*${role?.accountId}.*Admin`));
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Waiting …') });
    expect(stdout).toContain('export AWS_PROFILE="sandbox-admin"');
    expect(configText()).toContain('[profile sandbox-admin]');
    const asked = await keyferry('credential-process', '--profile', 'sandbox-admin');
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('Keyferry asks in the browser') });
    await answer('Allow for 1 hour', /sandbox-admin/);
    const { stdout: keys } = await keyferry('credential-process', '--profile', 'sandbox-admin');
    expect(JSON.parse(keys)).toMatchObject({ Version: 1, AccountId: role?.accountId });
  });

  it('keyferry use does not change the shell after a click on “Deny”', async () => {
    const before = configText();
    const ended = use('sandbox ReadOnly');
    await answer('Deny', /New profile/);
    expect(await ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('was not set up') });
    expect(configText()).toBe(before);
  });

  it('keyferry renew renews a written profile at once; a live profile gives no keys after keyferry forget', async () => {
    await popup.bringToFront();
    await openCard(popup, { account: 'sandbox', role: 'ReadOnly' });
    await press(popup, 'radio', 'Keys');
    await press(popup, 'button', 'Write profile');
    const key = () => /aws_access_key_id = (\S+)/.exec(readFileSync(home.credentialsFile, 'utf8'))?.[1];
    const first = await until(() => key(), SLOW_MS);
    const [, name = ''] = /^\[(.+)\]/m.exec(readFileSync(home.credentialsFile, 'utf8')) ?? [];
    const { stdout } = await keyferry('renew', name);
    expect(stdout).toContain(name);
    expect(key()).not.toBe(first);
    expect(await keyferry('renew', 'sandbox-admin')).toMatchObject({ code: 1, stdout: '' });
    await keyferry('forget', 'sandbox-admin');
    expect(await keyferry('credential-process', '--profile', 'sandbox-admin')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Keyferry gives out no keys for the profile sandbox-admin now.'),
    });
  });
});
