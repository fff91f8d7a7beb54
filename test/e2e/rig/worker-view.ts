import type { Page } from 'puppeteer-core';
import { VIEW_KEY, type View } from '#core/protocol/view.ts';
import { noElement, until } from '../../waiting.ts';

/**
 * The view that the worker has published; null before the first one. An element of the popup may show a choice before
 * the worker has stored it, and this view shows it afterwards.
 * @param page a page of the extension
 */
export const workerView = (page: Page): Promise<View | null> =>
  page.evaluate(
    async (key) => ((await chrome.storage.session.get(key))[key] as View | undefined) ?? null,
    VIEW_KEY as string,
  );

/**
 * Waits until the worker has listed all roles. The popup may show all roles before it shows that the listing runs, so
 * its buttons do not tell.
 */
export async function listingComplete(page: Page, patience?: number): Promise<void> {
  await until(async () => (await workerView(page))?.listing.phase === 'complete', patience);
}

/** Waits until the current session of the popup is this one. @param page a page of the extension */
export async function sessionIsCurrent(page: Page, key: string): Promise<void> {
  await until(async () => (await workerView(page))?.current === key);
}

/** Waits until the list in the popup contains all roles. Until then, its rows move. The list must be on screen. */
export async function allRolesShown(popup: Page): Promise<void> {
  await listingComplete(popup);
  await noElement(popup, '.row.unloaded');
}
