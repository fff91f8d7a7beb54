import { describe, expect, it } from 'vitest';
import { noElement } from '../../../waiting.ts';
import { chord, find, hold, open, page, press, value } from '../driven-page.ts';
import { other, popup, session, view } from '../preview/fixtures.ts';

/**
 * Only releases the key Escape.
 * @returns true if the page prevents what the browser does for this key
 */
const releaseAlone = () =>
  page.evaluate(() => {
    const event = new KeyboardEvent('keyup', { key: 'Escape', bubbles: true, cancelable: true });
    return !(document.activeElement ?? document.body).dispatchEvent(event);
  });

/**
 * Presses and releases the key Escape.
 * @returns true if the page prevents what the browser does for both events, false if the page prevents it for neither
 * event
 */
async function pressEscape(): Promise<boolean> {
  await page.evaluate(() => {
    const kept: boolean[] = [];
    Object.assign(window, { kept });
    for (const type of ['keydown', 'keyup'] as const)
      window.addEventListener(type, (event) => kept.push(event.defaultPrevented), { once: true });
  });
  await press('Escape');
  const [down, up] = await page.evaluate(() => (window as unknown as { kept: boolean[] }).kept);
  expect(up).toBe(down);
  return down === true;
}

describe('the Escape key', () => {
  it('closes the popup only if the popup shows nothing except the list and the search box is empty', async () => {
    await open();
    expect(await pressEscape()).toBe(false);
    await find('administrator');
    expect(await pressEscape()).toBe(true);
    expect(await value('#search')).toBe('');
    expect(await pressEscape()).toBe(false);
  });

  it('goes back only one step, from a role’s card to the list, even if the user holds the key down', async () => {
    await open();
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await page.keyboard.down('Escape');
    await page.waitForSelector('#search');
    await page.keyboard.down('Escape');
    await page.keyboard.up('Escape');
    expect(await value('#search')).toBe('administrator');
  });

  it('does not close the popup if the popup sees only the release of the key', async () => {
    await open();
    expect(await releaseAlone()).toBe(true);
  });

  it('closes the help, and closes the popup only at the next press', async () => {
    await open();
    await press('?');
    await page.waitForSelector('.help');
    expect(await pressEscape()).toBe(true);
    await noElement(page, '.help');
    expect(await pressEscape()).toBe(false);
  });

  it('first clears the search text, and clears the chosen roles at the next press', async () => {
    await open();
    await find('admin');
    await hold('Control', () => press('Space'));
    await page.waitForSelector('.chosen-bar');
    expect(await pressEscape()).toBe(true);
    expect(await value('#search')).toBe('');
    await page.waitForSelector('.chosen-bar');
    expect(await pressEscape()).toBe(true);
    await noElement(page, '.chosen-bar');
  });

  it('goes back to the current portal while the user reviews a new portal', async () => {
    await open(popup(view({ sessions: [session(), other] })));
    await page.locator('aria/Review[role="button"]').click();
    await page.waitForSelector('.new-portal');
    expect(await pressEscape()).toBe(true);
    await page.waitForSelector('#search');
    expect(await pressEscape()).toBe(false);
  });

  it('closes the dialog “About this portal”, but not the popup', async () => {
    await open();
    await chord('Alt', 'i');
    await page.waitForSelector('dialog[open]');
    expect(await pressEscape()).toBe(true);
    await noElement(page, 'dialog');
  });
});
