import type { Page } from 'puppeteer-core';
import { until } from '../../waiting.ts';
import { findOption, press } from './actions.ts';

/** The account and the role of the open card; null if no card is open. */
const cardNames = (popup: Page): Promise<string | null> =>
  popup.evaluate(() => document.querySelector('.card-names')?.textContent ?? null);

/**
 * Opens the card of a role with a click on its row. While roles are still loading, the row may move, and the click may
 * hit another row. Then the function goes back and clicks again, as a person does.
 * @param role what the accessible name of the row must match
 */
export async function openRole(popup: Page, role: RegExp): Promise<void> {
  await until(async () => {
    const option = await findOption(popup, role);
    const name = await option.evaluate((each) => each.getAttribute('aria-label') ?? '');
    await press(popup, 'option', name);
    const shown = await cardNames(popup);
    if (shown === null) return false;
    const [, id = '', rest = ''] = /(\d{12}), (.*)$/.exec(name) ?? [];
    const wanted = [id, ...rest.split(', ').filter((each) => each !== 'new')];
    if (wanted.every((each) => shown.includes(each))) return true;
    await press(popup, 'button', 'Back to the list');
    return false;
  });
}
