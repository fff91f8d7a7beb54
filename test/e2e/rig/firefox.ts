import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { firefoxId } from '../../../core/identity.ts';
import { findBrowser } from '../../../scripts/find-browsers.ts';
import { closeBrowser, LAUNCH_MS, withPatience } from '../../driven-browser.ts';
import { type ConnectProxy, startConnectProxy } from '../../portal-emulator/connect-proxy.ts';
import { PATIENCE_MS, until } from '../../waiting.ts';
import { type BrowserRig, POPUP_PATH, type RigOptions } from './browser-rig.ts';
import { ADD_ON_IN_PROFILE } from './firefox-profile.ts';
import { registerHost, requireBuild, unregisterHost } from './host.ts';
import { makeHome } from './throwaway.ts';

/** A fixed uuid of the extension. The addresses of the extension's pages contain it. */
const UUID = '6b657966-6572-4279-8000-6578616d706c';

/**
 * The host names that the tests use: portals of AWS and their API, and an example company with its own portal address.
 */
const AWS_HOSTS =
  /^[a-z0-9.-]+\.(?:awsapps\.(?:com|cn)|amazonaws\.(?:com|com\.cn|eu)|app\.aws|example\.com|(?:app|api)\.amazonwebservices\.(?:com\.cn|eu)):443$/;

function preferences(proxy: ConnectProxy, { dark, headless, isInProfile }: RigOptions): Record<string, unknown> {
  return {
    ...(isInProfile && ADD_ON_IN_PROFILE),
    // The driver switches on a test mode, in which a popup does not get the keyboard focus when it opens. So this mode
    // is switched off.
    ...(headless === false && { 'focusmanager.testmode': false }),
    'extensions.webextensions.uuids': JSON.stringify({ [firefoxId]: UUID }),
    // Firefox then grants every permission without a question. No driver could click the button in Firefox's question.
    'extensions.webextOptionalPermissionPrompts': false,
    'network.proxy.type': 1,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': proxy.port,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': proxy.port,
    'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
  };
}

async function openExtensionPage(browser: Browser, path: string): Promise<Page> {
  const page = await browser.newPage();
  const url = `moz-extension://${UUID}/${path}`;
  // On extension pages, the promise of `goto` never settles, because Firefox replaces the frame for which `goto` waits.
  page.goto(url).catch(() => {});
  await until(async () => (await page.evaluate(() => location.href)) === url);
  return page;
}

/**
 * Allows the extension in private windows. The driver of ESR 140 cannot do this. But Firefox still reads permissions
 * from a file in an older format, so the function writes such a file.
 */
function allowPrivate(profileDirectory: string): void {
  mkdirSync(profileDirectory, { recursive: true });
  const allowed = { permissions: ['internal:privateBrowsingAllowed'], origins: [] };
  writeFileSync(join(profileDirectory, 'extension-preferences.json'), JSON.stringify({ [firefoxId]: allowed }));
}

/** Starts Firefox with a throwaway home. @throws when the build or the browser is missing. */
export async function launchFirefox(options: RigOptions): Promise<BrowserRig> {
  requireBuild();
  const found = options.found ?? findBrowser('firefox');
  if (!found) throw new Error('no Firefox on this machine; install one, e.g. apt-get install firefox-esr');
  const home = options.home ?? makeHome();
  const profileDirectory = join(home.home, 'firefox-profile');
  registerHost(options.host, home, ...(options.installArguments ?? ['--browser', 'firefox']));
  if (options.isPrivateAllowed) allowPrivate(profileDirectory);
  const proxy = await startConnectProxy({ emulatorPort: options.emulator.port, hosts: AWS_HOSTS });
  const launched = await puppeteer.launch({
    timeout: LAUNCH_MS,
    protocolTimeout: PATIENCE_MS,
    browser: 'firefox',
    executablePath: found.path,
    headless: options.headless ?? true,
    userDataDir: profileDirectory,
    args: ['--remote-allow-system-access'],
    acceptInsecureCerts: true,
    env: home.env,
    extraPrefsFirefox: preferences(proxy, options),
    defaultViewport: null,
  });
  const browser = withPatience(launched);
  await options.before?.(browser);
  if (!options.isInProfile) await browser.installExtension(resolve(options.extension ?? 'dist/firefox'));
  return {
    kind: 'firefox',
    browser,
    home,
    profileDirectory,
    extensionOrigin: `moz-extension://${UUID}`,
    openExtensionPage: (path) => openExtensionPage(browser, path),
    openPopupTab: () => openExtensionPage(browser, POPUP_PATH),
    async close() {
      await closeBrowser(browser, 'firefox');
      unregisterHost(options.host, home);
      await proxy.close();
      if (!options.home) home.remove();
    },
  };
}
