import type { ElementHandle, Page } from 'puppeteer-core';

/** Ms that a test waits for a condition. A busy machine may need this long; an idle one never does. */
export const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

/**
 * Calls `look` until it returns something truthy, at least once. An error of `look` means “not yet”: a page that loads
 * again has no document for a moment.
 * @param patience limit in ms
 * @returns what `look` returned
 * @throws with the last error of `look`, if there was one, when the limit has passed
 */
export async function until<T>(look: () => T | Promise<T>, patience = PATIENCE_MS): Promise<NonNullable<T>> {
  const end = Date.now() + patience;
  for (;;) {
    let problem: unknown = 'it was not so';
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${look}: ${problem}`);
    await pause();
  }
}

/**
 * Waits until `condition`, run in the page, holds. It asks again and again with `evaluate`: puppeteer's own waits
 * compile a `Function` in the page, which the extension's content security policy forbids in Firefox ESR 140.
 * @param args what `condition` is called with; each must survive JSON
 */
export async function untilIn<A extends (string | number)[]>(
  page: Page,
  condition: (...args: A) => unknown,
  ...args: A
): Promise<void> {
  await until(() => page.evaluate(condition as (...given: unknown[]) => unknown, ...args));
}

/** Waits for the first element of a selector (CSS, or puppeteer's `aria/…`). @returns its handle */
export const element = (page: Page, selector: string): Promise<ElementHandle<Element>> =>
  until(() => page.$(selector) as Promise<ElementHandle<Element> | null>);

/** Waits until no element of the selector is in the document. */
export async function noElement(page: Page, selector: string): Promise<void> {
  await until(async () => (await page.$(selector)) === null);
}
