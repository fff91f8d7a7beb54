import type { Page } from 'puppeteer-core';
import { VIEW_KEY, type View } from '#core/protocol/view.ts';
import { noElement, until } from '../../waiting.ts';

/**
 * The view (the state for the popup) that the worker has published. Null if the worker has published no view. The popup
 * may show a choice before the worker has stored the choice. The view contains a choice only when it is stored.
 * @param page a page of the extension
 */
export const workerView = (page: Page): Promise<View | null> =>
  page.evaluate(
    async (key) => ((await chrome.storage.session.get(key))[key] as View | undefined) ?? null,
    VIEW_KEY as string,
  );

/**
 * Waits until the worker has listed all roles. The test does not look at the popup for this: at the start of a listing,
 * the popup may show roles a moment before it shows that the listing runs.
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

/**
 * Waits until the list in the popup contains all roles. From then on, the rows no longer move. The popup must already
 * show the list.
 */
export async function allRolesShown(popup: Page): Promise<void> {
  await listingComplete(popup);
  await noElement(popup, '.row.unloaded');
}
