import { firefoxId } from '../../core/identity.ts';
import { until } from '../waiting.ts';
import { describeLive } from './live.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchFirefox } from './rig/firefox.ts';

const PAGE = 'about:support';

/** What a privileged page of Firefox can do with an extension. */
interface Privileged {
  readonly WebExtensionPolicy: {
    getByID(id: string): { readonly extension: { terminateBackground(options: object): Promise<void> } };
  };
}

/**
 * Stops the extension's event page while its port to the host is open. Only a privileged page of Firefox may do this.
 * `disableResetIdleForTest` is needed, because otherwise the open port would keep the event page alive.
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
