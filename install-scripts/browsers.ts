import type { Browser, BrowserPlace, System } from './browser-table.ts';
import { chromiumBrowsers } from './chromium-browsers.ts';
import { firefoxBrowsers } from './firefox-browsers.ts';

export type { Browser, BrowserPlace, Flavour } from './browser-table.ts';

/**
 * All browsers that Keyferry knows. Each entry says where the browser looks for manifests of native messaging hosts,
 * and from which source this information comes.
 */
export const browsers: readonly Browser[] = [...chromiumBrowsers, ...firefoxBrowsers];

/** Where a browser looks for manifests on this system. Null if the browser does not exist for this system. */
export function placeOf(browser: Browser, platform: NodeJS.Platform): BrowserPlace | null {
  return Object.hasOwn(browser.places, platform) ? (browser.places[platform as System] ?? null) : null;
}

/** The browsers that exist for this system. */
export function offeredBrowsers(platform: NodeJS.Platform): readonly Browser[] {
  return browsers.filter((browser) => placeOf(browser, platform) !== null);
}
