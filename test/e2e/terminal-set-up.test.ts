import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until, untilDone } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH, QUESTION_PATH } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { HOST_PROGRAM } from './rig/host.ts';
import { openCard } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const run = promisify(execFile);
/** The limit in ms for starting processes and pages, which is slow on a busy machine. */
const SLOW_MS = 90_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('keyferry in the terminal, with Chromium', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: BrowserRig;
  let popup: Page;
  const children: ChildProcess[] = [];

  const keyferry = (...args: string[]) => run(process.execPath, [HOST_PROGRAM, ...args], { env: home.env });

  /** Runs `keyferry use` as the shell function in bash does. */
  function use(query: string): Promise<Ended> {
    const child = spawn(process.execPath, [HOST_PROGRAM, 'use', '--shell', 'bash', ...query.split(' ')], {
      env: home.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  const windows = async () => (await rig.browser.pages()).filter((page) => page.url().endsWith(QUESTION_PATH));

  /** Answers in the question window, as a person does. */
  async function answer(label: string, shows: RegExp): Promise<void> {
    const page = await until(async () => (await windows())[0], SLOW_MS);
    await sees(page, shows);
    await page.bringToFront();
    await until(() => page.$('.answers [aria-disabled=false]'), SLOW_MS);
    await press(page, 'button', label);
    await until(async () => (await windows()).length === 0, SLOW_MS);
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
    for (const child of children) child.kill('SIGKILL');
    await rig?.close();
    await emulator?.close();
    home?.remove();
  });

  it('keyferry list shows roles without a profile only after the user has allowed this', async () => {
    const before = await keyferry('list', 'sandbox');
    expect(before).toMatchObject({ stdout: '', stderr: expect.stringContaining('let the terminal see all roles') });
    const options = await rig.openExtensionPage(OPTIONS_PATH);
    await element(options, '#live-profiles');
    await options.click('#live-profiles');
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
    const asked = keyferry('credential-process', '--profile', 'sandbox-admin');
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Keyferry asks in the browser'),
    });
    await answer('Allow for 1 hour', /sandbox-admin/);
    const { stdout: keys } = await untilDone(
      () => keyferry('credential-process', '--profile', 'sandbox-admin'),
      SLOW_MS,
    );
    expect(JSON.parse(keys)).toMatchObject({ Version: 1, AccountId: role?.accountId });
  });

  it('keyferry use leaves the shell unchanged after “Deny”', async () => {
    const before = configText();
    const ended = use('sandbox ReadOnly');
    await answer('Deny', /New profile/);
    expect(await ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('was not set up') });
    expect(configText()).toBe(before);
  });

  it('keyferry renew renews a written profile at once, and after keyferry forget a live profile gives no keys', async () => {
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
    await expect(keyferry('renew', 'sandbox-admin')).rejects.toMatchObject({ code: 1, stdout: '' });
    await keyferry('forget', 'sandbox-admin');
    await expect(keyferry('credential-process', '--profile', 'sandbox-admin')).rejects.toMatchObject({
      stderr: expect.stringContaining('Keyferry gives out no keys for the profile sandbox-admin now.'),
    });
  });
});
