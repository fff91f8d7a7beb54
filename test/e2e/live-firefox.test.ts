import { firefoxId } from '../../core/identity.ts';
import { until } from '../waiting.ts';
import { describeLive } from './live.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchFirefox } from './rig/firefox.ts';

const PAGE = 'about:support';

/** What a page of Firefox itself can do with an extension. */
interface Privileged {
  readonly WebExtensionPolicy: {
    getByID(id: string): { readonly extension: { terminateBackground(options: object): Promise<void> } };
  };
}

/**
 * Stops the event page, though its port to the host is open. Only a page of Firefox itself may stop it. Without the
 * option for tests, Firefox would see the open port and would not stop the event page.
 */
async function stopEventPage({ browser }: BrowserRig): Promise<void> {
  const page = await browser.newPage();
  // The tab moves to another process, so the promise of `goto` never settles.
  page.goto(PAGE).catch(() => {});
  await until(async () => (await page.evaluate(() => location.href)) === PAGE);
  await page.evaluate(async (id) => {
    const { WebExtensionPolicy } = globalThis as unknown as Privileged;
    await WebExtensionPolicy.getByID(id).extension.terminateBackground({
      ignoreDevToolsAttached: true,
      disableResetIdleForTest: true,
    });
  }, firefoxId);
  await page.close();
}

describeLive('Firefox', launchFirefox, stopEventPage);
