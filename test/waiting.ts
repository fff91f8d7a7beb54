import type { ElementHandle, Page } from 'puppeteer-core';

/** The longest time that a test waits for a condition, in ms. Only a very busy machine needs so much time. */
export const PATIENCE_MS = 60_000;
const PAUSE_MS = 50;

/** Waits the short time between two looks at a condition. */
export const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

/** Calls `look` until `isEnough` accepts the result of `look`. If `look` throws, it is called again. */
async function repeat<T>(look: () => T | Promise<T>, isEnough: (found: T) => boolean, patience: number): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    let problem: unknown = 'it was not so';
    try {
      const found = await look();
      if (isEnough(found)) return found;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${look}: ${problem}`);
    await pause();
  }
}

/** `true` if a value of this type can be falsy, otherwise `never`. */
type CanBeFalsy<T> = unknown extends T ? true : T extends string | number | boolean | null | undefined ? true : never;

/**
 * Excludes a function `look` whose result is always truthy, such as an object. With it, `until` would not wait for
 * anything.
 */
type Waits<T> = [CanBeFalsy<T>] extends [never] ? never : unknown;

/**
 * Calls `look` again and again until it returns something truthy, but at least once. If `look` throws, it is called
 * again, because a page has no document for a moment while it loads.
 * @param patience limit in ms
 * @returns what `look` returned
 * @throws after the limit, with the last error of `look` in the message, if there was one
 */
export async function until<T>(
  look: (() => T | Promise<T>) & Waits<T>,
  patience = PATIENCE_MS,
): Promise<NonNullable<T>> {
  return (await repeat<T>(look, Boolean, patience)) as NonNullable<T>;
}

/**
 * Calls `attempt` again and again until it does not throw.
 * @param patience limit in ms
 * @returns what `attempt` returned
 * @throws after the limit, with the last error of `attempt` in the message
 */
export const untilDone = <T>(attempt: () => T | Promise<T>, patience = PATIENCE_MS): Promise<T> =>
  repeat(attempt, () => true, patience);

/**
 * Runs `condition` in the page again and again with `evaluate`, until it returns something truthy. Puppeteer's own
 * functions that wait cannot be used, because they compile a `Function` in the page. In Firefox ESR 140, the
 * extension's content security policy forbids that.
 * @param args the arguments of `condition`; JSON must be able to express each of them
 */
export async function untilIn<A extends (string | number)[]>(
  page: Page,
  condition: (...args: A) => unknown,
  ...args: A
): Promise<void> {
  await until(() => page.evaluate(condition as (...given: unknown[]) => unknown, ...args));
}

/**
 * Waits for an element that matches the selector (CSS, or puppeteer's `aria/…`). @returns the handle of the first such
 * element
 */
export const element = (page: Page, selector: string): Promise<ElementHandle<Element>> =>
  until(() => page.$(selector) as Promise<ElementHandle<Element> | null>);

/** Waits until no element in the document matches the selector. */
export async function noElement(page: Page, selector: string): Promise<void> {
  await until(async () => (await page.$(selector)) === null);
}
