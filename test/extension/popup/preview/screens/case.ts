import type { Page } from 'puppeteer-core';
import type { Fixture } from '../fake-browser.ts';
import { error, view } from '../fixtures.ts';
import type { PageName } from '../pages.ts';

/** A screen: the data for the page, the steps that lead to the screen, and a text that the screen then shows. */
export interface ScreenCase {
  readonly name: string;
  readonly page?: PageName;
  readonly fixture: Fixture;
  act?(page: Page): Promise<unknown>;
  readonly shows: string;
}

type Act = (page: Page) => Promise<unknown>;

export const search =
  (text: string): Act =>
  (page) =>
    page.type('#search', text);
/** Clicks the button with this accessible name. */
export const click =
  (name: string): Act =>
  (page) =>
    page.locator(`aria/${name}[role="button"]`).click();

/** Opens a menu and chooses an entry. */
export const choose =
  (menu: string, entry: string): Act =>
  async (page) => {
    await click(menu)(page);
    await page.locator(`aria/${entry}[role="menuitem"]`).click();
  };

/** Opens the card of the first role that the search for `text` finds. */
export async function openFirst(page: Page, text = 'administrator'): Promise<void> {
  await page.type('#search', text);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#profile-name');
}

/** Chooses the first role with the keyboard. */
export async function chooseOne(page: Page): Promise<void> {
  await page.waitForSelector('[role=option]');
  await page.keyboard.down('Control');
  await page.keyboard.press('Space');
  await page.keyboard.up('Control');
  await page.waitForSelector('.chosen-bar');
}

/** Chooses three roles with the keyboard. */
export async function chooseThree(page: Page): Promise<void> {
  await page.waitForSelector('[role=option]');
  await page.keyboard.down('Shift');
  for (const key of ['ArrowDown', 'ArrowDown'] as const) await page.keyboard.press(key);
  await page.keyboard.up('Shift');
  await page.waitForSelector('.chosen-bar');
}

export const hostFailed = (code: 'HOST_MISSING' | 'HOST_NO_NODE' | 'HOST_OLD' | 'HOST_NEW' | 'HOST_EXITED') =>
  view({ host: { state: 'failed', error: error(code) } });
