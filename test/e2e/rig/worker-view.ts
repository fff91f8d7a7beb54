import type { Page } from 'puppeteer-core';
import { VIEW_KEY, type View } from '#core/protocol/view.ts';
import { noElement, until } from '../../waiting.ts';

/**
 * The view that the worker has published. Null if it has published none. The popup may show a choice before the worker
 * has stored it. The view shows a choice only after that.
 * @param page a page of the extension
 */
export const workerView = (page: Page): Promise<View | null> =>
  page.evaluate(
    async (key) => ((await chrome.storage.session.get(key))[key] as View | undefined) ?? null,
    VIEW_KEY as string,
  );

/**
 * Waits until the worker has listed all roles. The buttons of the popup do not show this reliably, because the popup
 * may show the first roles a moment before it shows that the listing runs.
 * @param page a page of the extension
 * @param patience limit in ms
 */
export async function listingComplete(page: Page, patience?: number): Promise<void> {
  await until(async () => (await workerView(page))?.listing.phase === 'complete', patience);
}

/** Waits until the session with this key is the current session of the popup. @param page a page of the extension */
export async function sessionIsCurrent(page: Page, key: string): Promise<void> {
  await until(async () => (await workerView(page))?.current === key);
}

/** Waits until the list in the popup contains all roles. Before that, its rows may move. The list must be on screen. */
export async function allRolesShown(popup: Page): Promise<void> {
  await listingComplete(popup);
  await noElement(popup, '.row.unloaded');
}
