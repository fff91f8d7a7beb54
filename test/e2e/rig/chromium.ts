import { join, resolve } from 'node:path';
import puppeteer, { type Browser, type Page, type Target, type WebWorker } from 'puppeteer-core';
import { findBrowser } from '../../../scripts/find-browsers.ts';
import { closeBrowser, LAUNCH_MS, withPatience } from '../../driven-browser.ts';
import { PATIENCE_MS, until } from '../../waiting.ts';
import { type BrowserRig, POPUP_PATH, type RigOptions } from './browser-rig.ts';
import { onlyHere, registerHost, requireBuild, unregisterHost } from './host.ts';
import { makeHome } from './throwaway.ts';

/**
 * A Chromium whose driver can also open the popup of the toolbar button and stop the worker. Firefox's driver cannot do
 * this.
 */
export interface ChromiumRig extends BrowserRig {
  /** Opens the real popup of the toolbar button, not a tab. */
  openActionPopup(): Promise<Page>;
  worker(): Promise<WebWorker>;
  /** Ends the worker as the browser does when the worker is idle. The worker then loses its variables. */
  stopWorker(): Promise<void>;
}

/**
 * Flags for Chromium. They direct AWS's host names to the emulator, and turn off everything that a test does not need.
 */
export function chromiumFlags({ emulator, dark }: RigOptions): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--disable-gpu',
    '--password-store=basic',
    `--host-resolver-rules=${emulator.chromiumHostRules}`,
    // This flag accepts only the emulator's certificate. The flag that accepts all certificates would disable the disk
    // cache (attack 46).
    `--ignore-certificate-errors-spki-list=${emulator.spkiBase64}`,
    ...(dark ? ['--force-dark-mode', '--blink-settings=preferredColorScheme=0'] : []),
  ];
}

const isWorker = (target: { type(): string; url(): string }) =>
  target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');

const workerTarget = (browser: Browser): Promise<Target> => browser.waitForTarget(isWorker, { timeout: PATIENCE_MS });

async function liveWorker(browser: Browser): Promise<WebWorker> {
  const worker = await (await workerTarget(browser)).worker();
  if (!worker) throw new Error('the worker is not there');
  return worker;
}

async function openActionPopup(browser: Browser): Promise<Page> {
  // Puppeteer may find a worker before the worker's global variables exist. Until they exist, the browser may replace
  // the worker with a new one.
  const worker = await until<WebWorker | null>(async () => {
    const found = await liveWorker(browser);
    return (await found.evaluate('typeof chrome === "object"')) ? found : null;
  });
  const before = new Set(browser.targets());
  await worker.evaluate('chrome.action.openPopup()');
  const isNew = (each: Target) => each.url().endsWith(POPUP_PATH) && !before.has(each);
  const target = await browser.waitForTarget(isNew, { timeout: PATIENCE_MS });
  return target.asPage();
}

/** Ignores the error that the worker no longer exists. The browser may have stopped it already. */
function ignoreGone(error: unknown): void {
  if (!/No target with given id/.test(String(error))) throw error;
}

/**
 * Detaches Puppeteer's debugger from a running worker. If the debugger is not attached yet, first waits until it is.
 */
async function detach(browser: Browser, isRunning: () => Promise<boolean>): Promise<void> {
  await until(async () => {
    const target = browser.targets().find(isWorker);
    if (!target) return !(await isRunning());
    await (await target.worker())?.client.detach().catch(() => undefined);
    return true;
  });
}

async function stopWorker(browser: Browser, extensionOrigin: string): Promise<void> {
  const session = await browser.target().createCDPSession();
  const running = async () =>
    (await session.send('Target.getTargets')).targetInfos.filter(
      ({ type, url }) => type === 'service_worker' && url.startsWith(extensionOrigin),
    );
  // The debugger is detached first. Otherwise the worker would never run again: after a restart, it would wait for the
  // debugger for ever.
  await detach(browser, async () => (await running()).length > 0);
  for (const { targetId } of await running()) await session.send('Target.closeTarget', { targetId }).catch(ignoreGone);
  await session.detach();
}

/** Installs the unpacked extension. @param isPrivateAllowed whether it is allowed in incognito windows */
async function install(browser: Browser, path: string, isPrivateAllowed = false): Promise<void> {
  if (!isPrivateAllowed) return void (await browser.installExtension(path));
  const session = await browser.target().createCDPSession();
  // The type of Puppeteer does not contain the parameter `enableInIncognito`.
  await session.send('Extensions.loadUnpacked', { path, enableInIncognito: true } as { path: string });
  await session.detach();
}

/** Starts Chromium (or Chrome, Edge) with a throwaway profile. @throws when the build or the browser is missing. */
export async function launchChromium(options: RigOptions): Promise<ChromiumRig> {
  requireBuild();
  const found = options.found ?? findBrowser('chrome');
  if (!found)
    throw new Error('no Chromium, Chrome or Edge on this machine; install one, e.g. apt-get install chromium');
  const home = options.home ?? makeHome();
  const profileDirectory = join(home.home, options.profile ?? 'chromium-profile');
  const installArguments = options.installArguments ?? onlyHere(found.id, profileDirectory);
  registerHost(options.host, home, ...installArguments);
  const launched = await puppeteer.launch({
    timeout: LAUNCH_MS,
    protocolTimeout: PATIENCE_MS,
    executablePath: found.path,
    headless: options.headless ?? true,
    pipe: true,
    enableExtensions: true,
    userDataDir: profileDirectory,
    env: home.env,
    args: chromiumFlags(options),
    defaultViewport: null,
  });
  const browser = withPatience(launched);
  await options.before?.(browser);
  if (!options.isInProfile)
    await install(browser, resolve(options.extension ?? 'dist/chrome'), options.isPrivateAllowed);
  const target = await workerTarget(browser);
  await target.worker();
  const { host: id } = new URL(target.url());
  const extensionOrigin = `chrome-extension://${id}`;
  return rigOf(browser, {
    home,
    host: options.host,
    profileDirectory,
    ownHome: options.home === undefined,
    extensionOrigin,
  });
}

interface Parts extends Pick<BrowserRig, 'home' | 'profileDirectory' | 'extensionOrigin'> {
  readonly host: RigOptions['host'];
  readonly ownHome: boolean;
}

function rigOf(browser: Browser, { ownHome, host, ...parts }: Parts): ChromiumRig {
  const openExtensionPage = async (path: string) => {
    const page = await browser.newPage();
    await page.goto(`${parts.extensionOrigin}/${path}`);
    return page;
  };
  return {
    kind: 'chrome',
    browser,
    ...parts,
    openExtensionPage,
    openPopupTab: () => openExtensionPage(POPUP_PATH),
    openActionPopup: () => openActionPopup(browser),
    worker: () => liveWorker(browser),
    stopWorker: () => stopWorker(browser, parts.extensionOrigin),
    async close() {
      await closeBrowser(browser, 'chrome');
      unregisterHost(host, parts.home);
      if (ownHome) parts.home.remove();
    },
  };
}
