import type { Page } from 'puppeteer-core';

/** Reads a whole storage area of the extension as text. This function runs in a page of the extension. */
export function dumpStorage(page: Page, area: 'local' | 'session' | 'sync'): Promise<string> {
  return page.evaluate(async (name) => {
    const { storage } = (globalThis as unknown as { chrome: { storage: Record<string, { get(): Promise<unknown> }> } })
      .chrome;
    return JSON.stringify(await storage[name]?.get());
  }, area);
}
