import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../remove-folder.ts';
import { PATIENCE_MS, untilIn } from '../waiting.ts';
import { type PortalEmulator, startPortalEmulator } from './index.ts';
import { defaultLiveOptions } from './options.ts';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = candidates.find((each) => existsSync(each)) ?? null;

let emulator: PortalEmulator;
let browser: Browser;
let home: string;
let page: Page;

async function start(program: string): Promise<void> {
  emulator = await startPortalEmulator();
  home = await mkdtemp(path.join(tmpdir(), 'keyferry-emulator-browser-'));
  browser = await launch({
    executablePath: program,
    timeout: PATIENCE_MS,
    userDataDir: path.join(home, 'profile'),
    env: { PATH: process.env.PATH, HOME: home },
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-quic',
      `--host-resolver-rules=${emulator.chromiumHostRules}`,
      `--ignore-certificate-errors-spki-list=${emulator.spkiBase64}`,
    ],
  });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
}

async function signIn(user = 'alex'): Promise<void> {
  await page.goto(emulator.startUrl);
  await page.locator('aria/Username').fill(user);
  await page.locator('aria/Password').fill('any');
  await page.locator('aria/Sign in[role="button"]').click();
  await page.locator('aria/Sign out[role="button"]').wait();
}

const cookie = () => page.evaluate(() => document.cookie);
const text = () => page.evaluate(() => document.body.textContent);

describe.skipIf(executablePath === null)('the portal emulator in a browser (needs Chromium or Chrome)', () => {
  beforeAll(() => start(executablePath ?? ''));
  afterAll(async () => {
    await browser.close();
    await emulator.close();
    removeFolder(home);
  });
  afterEach(async () => {
    Object.assign(emulator.options, defaultLiveOptions);
    await browser.deleteCookie(...(await browser.cookies()));
  });

  it('lets a user sign in with the form; the page then sets the cookie and shows the accounts', async () => {
    await signIn();
    expect(await cookie()).toBe(`x-amz-sso_authn=${emulator.issued.portalTokens.at(-1)}`);
    expect(page.url()).toBe('https://demo.awsapps.com/start/#/?tab=accounts');
    expect(await text()).toMatch(/Accounts \(12\) · signed in as alex[\s\S]*prod-payments/);
    await page.goto('https://demo.awsapps.com/other-product');
    expect(await cookie()).toContain('x-amz-sso_authn=');
  });

  it('lets a user sign out through the API, and the cookie is then removed', async () => {
    await signIn();
    await page.locator('aria/Sign out[role="button"]').click();
    await page.locator('aria/Username').wait();
    expect(await cookie()).toBe('');
    expect(emulator.requests.filter(({ path: asked }) => asked === '/logout').at(-1)).toMatchObject({
      method: 'POST',
      host: 'portal.sso.us-east-1.amazonaws.com',
      status: 200,
      origin: 'https://demo.awsapps.com',
    });
  });

  it('attack 31: can set the cookie long after the page was loaded', async () => {
    emulator.options.cookieDelayMs = 1500;
    // The page waits until the test sends the event `delay over`. Without this change, the page would wait 1.5 s.
    const { identifier } = await page.evaluateOnNewDocument(() => {
      const later = window.setTimeout;
      const hold = (task: () => void, ms?: number) => {
        if (ms === 1500) document.addEventListener('delay over', task, { once: true });
        else later(task, ms);
        document.documentElement.dataset.delayed = `${ms}`;
      };
      Object.assign(window, { setTimeout: hold });
    });
    const waiting = signIn();
    await untilIn(page, () => document.documentElement?.dataset.delayed === '1500');
    expect(page.url()).toContain('workflowResultHandle');
    expect(await cookie()).toBe('');
    await page.evaluate(() => document.dispatchEvent(new Event('delay over')));
    await waiting;
    expect(await cookie()).toContain('x-amz-sso_authn=');
    await page.removeScriptToEvaluateOnNewDocument(identifier);
  });

  it('attack 31: hides an HttpOnly cookie from the page, but the user can still sign out', async () => {
    emulator.options.cookieHttpOnly = true;
    await signIn();
    expect(await cookie()).toBe('');
    expect((await browser.cookies()).map(({ name, httpOnly }) => [name, httpOnly])).toEqual([
      ['x-amz-sso_authn', true],
    ]);
    await page.locator('aria/Sign out[role="button"]').click();
    await page.locator('aria/Username').wait();
    expect(await browser.cookies()).toEqual([]);
  });

  it('attack 46: lets the browser cache keys that a page fetches without no-store', async () => {
    await signIn();
    emulator.clearRequests();
    const take = (cache: RequestCache) =>
      page.evaluate(
        async (token, mode) => {
          const address = 'https://portal.sso.us-east-1.amazonaws.com/federation/credentials';
          const headers = { 'x-amz-sso_bearer_token': token ?? '' };
          const query = '?account_id=123456789012&role_name=Admin';
          return (await fetch(address + query, { headers, cache: mode })).text();
        },
        emulator.issued.portalTokens.at(-1),
        cache,
      );
    expect(await take('default')).toBe(await take('default'));
    expect(emulator.countOf('/federation/credentials')).toBe(1);
    expect(await take('no-store')).not.toBe(await take('no-store'));
    expect(emulator.countOf('/federation/credentials')).toBe(3);
  });
});
