import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { expect, it } from 'vitest';
import { closeBrowser } from '../driven-browser.ts';
import { removeFolder } from '../remove-folder.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { startConnectProxy } from './connect-proxy.ts';
import { startPortalEmulator } from './index.ts';

const executablePath = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((each) => existsSync(each)) ?? null;

/** Starts a Firefox whose proxy connects it to the emulator. */
async function startFirefox(program: string, proxyPort: number, home: string) {
  return launch({
    browser: 'firefox',
    executablePath: program,
    acceptInsecureCerts: true,
    timeout: PATIENCE_MS,
    env: { PATH: process.env.PATH, HOME: home },
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxyPort,
    },
  });
}

it.skipIf(executablePath === null)(
  'Firefox signs in to the portal emulator and signs out, through the CONNECT proxy (needs Firefox)',
  async () => {
    const emulator = await startPortalEmulator();
    const proxy = await startConnectProxy({ emulatorPort: emulator.port });
    const home = await mkdtemp(path.join(tmpdir(), 'keyferry-emulator-firefox-'));
    const browser = await startFirefox(executablePath ?? '', proxy.port, home);
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(emulator.startUrl);
      await page.locator('#username').fill('alex');
      await page.locator('#password').fill('any');
      await page.locator('form button').click();
      await page.locator('#sign-out').wait();
      const cookie = () => page.evaluate(() => document.cookie);
      expect(await cookie()).toBe(`x-amz-sso_authn=${emulator.issued.portalTokens.at(-1)}`);
      await page.locator('#sign-out').click();
      await page.locator('form').wait();
      expect(await cookie()).toBe('');
    } finally {
      await closeBrowser(browser, 'firefox');
      await Promise.all([proxy.close(), emulator.close()]);
      removeFolder(home);
    }
  },
);
