import type { ElementHandle, Page } from 'puppeteer-core';
import { element, until } from '../../waiting.ts';
import { byRole, chooseIn, clickOn, findOption, press, sees } from './actions.ts';

/** The accessible name of the first row that matches `role`. Null if the list has no such row now. */
const rowName = (popup: Page, role: RegExp): Promise<string | null> =>
  popup.evaluate((source) => {
    const names = [...document.querySelectorAll('[role=option]')].map((each) => each.getAttribute('aria-label'));
    return names.find((name) => name !== null && new RegExp(source).test(name)) ?? null;
  }, role.source);

/** The account and the role of the open card. Null if no card is open. */
const cardNames = (popup: Page): Promise<string | null> =>
  popup.evaluate(() => document.querySelector('.card-names')?.textContent ?? null);

/** Waits for a row of the list. @throws if a card is open, because an earlier click has then hit a row */
async function rowInList(popup: Page, name: string): Promise<ElementHandle<Element>> {
  if ((await cardNames(popup)) !== null) throw new Error('a card is open');
  return byRole(popup, 'option', name);
}

/**
 * Opens the card of a role with a click on its row in the list of accounts. While roles are still loading, the row may
 * move, and the click may hit another row. Then the function goes back to the list and clicks again, as a person does.
 * @param role what the accessible name of the row must match
 * @returns the account's id
 */
export async function openRole(popup: Page, role: RegExp): Promise<string> {
  await findOption(popup, role);
  let name = '';
  return await until(async () => {
    if ((await cardNames(popup)) === null) {
      name = (await rowName(popup, role)) ?? '';
      if (name === '') return null;
      await clickOn(() => rowInList(popup, name));
    }
    const shown = await cardNames(popup);
    if (shown === null) return null;
    const [, id = '', rest = ''] = /(\d{12}), (.*)$/.exec(name) ?? [];
    const wanted = [id, ...rest.split(', ').filter((each) => each !== 'new')];
    if (wanted.every((each) => shown.includes(each))) return id;
    await press(popup, 'button', 'Back to the list');
    return null;
  });
}

/** Makes a role a favourite and labels its account, on the role's card. The card stays open. */
export async function markAndLabel(popup: Page, role: RegExp, label: string): Promise<void> {
  await openRole(popup, role);
  await press(popup, 'button', 'Favourite');
  await element(popup, '[aria-label=Favourite][aria-pressed=true]');
  await chooseIn(popup, 'More for this role', 'Customise');
  await (await byRole(popup, 'textbox', 'Own label')).type(label);
  await popup.keyboard.press('Enter');
  await sees(popup, 'Saved.');
}
