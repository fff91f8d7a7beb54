import { firefoxId } from '../../core/identity.ts';
import { until } from '../waiting.ts';
import { describeLive } from './live.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchFirefox } from './rig/firefox.ts';

const PAGE = 'about:support';

/** A part of the functions that Firefox gives only to its own privileged pages. */
interface Privileged {
  readonly WebExtensionPolicy: {
    getByID(id: string): { readonly extension: { terminateBackground(options: object): Promise<void> } };
  };
}

/**
 * Stops the extension's event page while its port to the host is open. Only a privileged page of Firefox may do this.
 * The option `disableResetIdleForTest` is needed, because otherwise Firefox would not stop an event page with an open
 * port.
 */
async function stopEventPage({ browser }: BrowserRig): Promise<void> {
  const page = await browser.newPage();
  // Firefox loads this page in another process, so the promise of `goto` never settles.
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
