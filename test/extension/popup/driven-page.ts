import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { PATIENCE_MS, until, untilIn } from '../../waiting.ts';
import type { Fixture } from './preview/fake-browser.ts';
import { popup, view } from './preview/fixtures.ts';
import { launchPages, type PageName, type Pages } from './preview/pages.ts';

/** The accessible name of the role in the list that most tests use. */
export const ADMIN = 'Team A dev, 111122223333, AdministratorAccess';

let pages: Pages;
/** The page of the current test. */
export let page: Page;
beforeAll(async () => {
  pages = await launchPages();
});
afterEach(() => page.browserContext().close());
afterAll(() => pages?.close());

/** Opens the page that the other functions in this file use. */
export async function open(fixture: Fixture = popup(view()), name: PageName = 'popup'): Promise<void> {
  ({ page } = await pages.open(name, fixture));
}

export const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key as 'Enter');
};
export async function hold(modifier: 'Control' | 'Shift' | 'Alt', work: () => Promise<unknown>): Promise<void> {
  await page.keyboard.down(modifier);
  await work();
  await page.keyboard.up(modifier);
}
export const chord = (modifier: 'Control' | 'Alt', key: string) => hold(modifier, () => press(key));
export const find = (query: string) => page.type('#search', query);
export const button = (name: string) => page.locator(`aria/${name}[role="button"]`).setTimeout(PATIENCE_MS);

/** Opens a menu and chooses an entry. */
export async function chooseIn(menu: string, entry: string): Promise<void> {
  await button(menu).click();
  await page.locator(`aria/${entry}[role="menuitem"]`).setTimeout(PATIENCE_MS).click();
}

/** The bodies of all messages of this kind that the page has sent, in order. */
export const sent = (kind: string) =>
  page.evaluate((wanted) => window.fake.sent.filter((each) => each.kind === wanted).map(({ body }) => body), kind);
/**
 * Waits until the page has sent `count` messages of this kind.
 * @throws if the page has sent more
 */
export async function waitSent(kind: string, count = 1): Promise<void> {
  await until(async () => (await sent(kind)).length >= count);
  const { length } = await sent(kind);
  if (length > count) throw new Error(`the page sent ${length} messages ${kind}, not ${count}`);
}
/**
 * Clicks a button of a question again and again until the page has sent the answer. At first, the buttons do nothing
 * for a second. When the window gets the focus, this second begins again.
 */
export async function answerQuestion(name: string): Promise<void> {
  await until(async () => {
    await page.waitForSelector('.answers [aria-disabled=false]');
    await button(name).click();
    return (await sent('popup/answer-question')).length > 0;
  });
}
/**
 * Waits until a question with this text appears, and clicks each of its buttons at that moment.
 * @returns the number of clicks
 */
export const clickWhenShown = (wanted: string) =>
  page.evaluate(
    (part) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!document.querySelector('.question')?.textContent?.includes(part)) return;
          observer.disconnect();
          const buttons = [...document.querySelectorAll<HTMLElement>('.answers button')];
          for (const each of buttons) each.click();
          resolve(buttons.length);
        });
        observer.observe(document.body, { childList: true, subtree: true });
      }),
    wanted,
  );
export const copied = () => page.evaluate(() => window.fake.copied);
export const opened = () => page.evaluate(() => window.fake.opened);
/** For each permission request of the page, the requested permissions and origins. */
export const requested = () => page.evaluate(() => window.fake.requested);
export const answer = (kind: string, value: unknown) =>
  page.evaluate((key, given) => Object.assign(window.fake.answers, { [key]: given }), kind, value as object);
/** Changes storage as the worker does. */
export const store = (area: 'session' | 'local', key: string, value: unknown) =>
  page.evaluate((where, at, given) => window.fake.store(where, at, given), area, key, value as object);

/** The id of the element that has the focus. */
export const focused = () => page.evaluate(() => document.activeElement?.id);
/** The accessible name of the option that is active while the search box has the focus. */
export const active = () =>
  page.evaluate(() => {
    const id = document.querySelector('#search')?.getAttribute('aria-activedescendant');
    return document.getElementById(id ?? '')?.getAttribute('aria-label');
  });
export const text = (selector: string) => page.$eval(selector, (each) => each.textContent ?? '');
export const value = (selector: string) => page.$eval(selector, (each) => (each as HTMLInputElement).value);
export const waitText = (selector: string, wanted: string) =>
  untilIn(page, (at, part) => document.querySelector(at)?.textContent?.includes(part), selector, wanted);
/** How far the list is scrolled, in pixels. */
export const scrolled = () => page.$eval('.roles', (each) => each.scrollTop);
/** The keys of the option rows, in order. */
export const optionKeys = () =>
  page.$$eval('[role=option]', (all) => all.map((each) => (each as HTMLElement).dataset.row ?? ''));
/** The selector of the row with a key such as `111122223333/Admin`. */
export const row = (key: string) => `[data-row="${key}"]`;
