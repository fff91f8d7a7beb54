import type { ElementHandle, JSHandle, Page } from 'puppeteer-core';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import { element, PATIENCE_MS, pause, until, untilIn } from '../../waiting.ts';
import type { BrowserRig } from './browser-rig.ts';
import { listingComplete } from './worker-view.ts';

/** Waits for the element with this role and this accessible name (the name that a screen reader reads out). */
export async function byRole(page: Page, role: string, name: string): Promise<ElementHandle<Element>> {
  try {
    return await element(page, `aria/[role="${role}"][name="${name}"]`);
  } catch {
    throw new Error(`there is no ${role} called “${name}”; ${await shown(page)}`);
  }
}

/**
 * Waits until an element no longer moves. Content that loads late may still move it, so that a click would miss it.
 * @throws if the page has replaced or hidden the element
 */
async function settled(element: ElementHandle<Element>): Promise<void> {
  for (let before = ''; ; ) {
    const box = await element.boundingBox();
    if (box === null) throw new Error('the page has replaced or hidden the element');
    const now = JSON.stringify(box);
    if (now === before) return;
    before = now;
    await pause();
  }
}

/**
 * Watches in the page whether the element is clicked.
 * @returns an object; its `isClicked` becomes true after a click
 */
const noteClicks = (element: ElementHandle<Element>): Promise<JSHandle<{ isClicked: boolean }>> =>
  element.evaluateHandle((wanted) => {
    const note = { isClicked: false };
    const listener = (event: Event) => {
      if (event.composedPath().includes(wanted)) note.isClicked = true;
    };
    window.addEventListener('click', listener, { capture: true });
    return note;
  });

/** Whether the element was clicked. @param isLeft the result if the page no longer exists */
const isClicked = (note: JSHandle<{ isClicked: boolean }>, isLeft: boolean): Promise<boolean> =>
  note.evaluate((each) => each.isClicked).catch(() => isLeft);

/**
 * Clicks an element when it no longer moves. The page may replace or move the element just before the click, so that
 * the click misses it. Then the function finds the element again and repeats the click.
 * @param find waits for the element and returns it
 */
export async function clickOn(find: () => Promise<ElementHandle<Element>>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let note: JSHandle<{ isClicked: boolean }> | null = null;
  for (;;) {
    const found = await find();
    let problem: unknown = 'the click did not reach the element';
    let isSent = false;
    try {
      await settled(found);
      // The click of an earlier attempt may have reached the element late.
      if (note !== null && (await isClicked(note, false))) return;
      note = await noteClicks(found);
      isSent = true;
      await found.click();
      // If the click opened another page or closed this page, the click counts as done.
      if (await isClicked(note, true)) return;
    } catch (error) {
      if (isSent && found.frame.page().isClosed()) return;
      problem = error;
    }
    if (Date.now() > end) throw new Error(`could not click: ${problem}`);
    await pause();
  }
}

/** Clicks the element with this role and accessible name. */
export const press = (page: Page, role: string, name: string): Promise<void> => clickOn(() => byRole(page, role, name));

/**
 * Opens the menu in the popup's header, and waits until this entry can be chosen. An open menu does not change its
 * entries. So the function closes the menu and opens it again until the entry can be chosen.
 */
export async function openMenuWith(popup: Page, entry: string): Promise<void> {
  await until(async () => {
    await press(popup, 'button', 'Menu');
    const found = await byRole(popup, 'menuitem', entry);
    if (await found.evaluate((each) => each.getAttribute('aria-disabled') === 'false')) return true;
    await popup.keyboard.press('Escape');
    return false;
  });
}

/** Opens a menu and chooses an entry. */
export async function chooseIn(page: Page, menu: string, entry: string): Promise<void> {
  await press(page, 'button', menu);
  await press(page, 'menuitem', entry);
}

/** Waits until every role is loaded. Only then can CLI profiles for all roles be chosen in the menu. */
export async function allRolesLoaded(page: Page): Promise<void> {
  await listingComplete(page);
  await element(page, '[aria-label="Refresh the list"]:not([aria-disabled="true"])');
  await untilIn(page, () => !/\d of \d/.test(document.querySelector('.progress')?.textContent ?? ''));
}

/**
 * Copies the keys of the open role in one of the formats. Some formats have a button. All other formats are in a menu.
 */
export async function copyFor(page: Page, format: string): Promise<void> {
  if (await page.$(`aria/[role="button"][name="Copy for ${format}"]`))
    await press(page, 'button', `Copy for ${format}`);
  else await chooseIn(page, 'More formats', format);
}

/**
 * Types new text into a field, as a person does. If a script set the text, the page might restore the old text. If the
 * page has replaced the field or the text meanwhile, the function types again.
 */
export async function retype(page: Page, selector: string, text: string): Promise<void> {
  await element(page, selector);
  await until(async () => {
    await page.$eval(selector, (field) => {
      (field as HTMLInputElement).focus();
      (field as HTMLInputElement).select();
    });
    if (text === '') await page.keyboard.press('Backspace');
    await page.keyboard.type(text);
    return (await page.$eval(selector, (field) => (field as HTMLInputElement).value)) === text;
  });
}

/** The visible text and fields of the page, for error messages. */
const shown = (page: Page): Promise<string> =>
  page
    .evaluate(() => {
      const fields = [...document.querySelectorAll('input')].map(({ id, value }) => `${id} “${value}”`);
      const { tagName, id, textContent } = document.activeElement ?? document.body;
      const focus = `${tagName}#${id} “${textContent?.slice(0, 40)}”`;
      return `the fields hold ${fields.join(', ')}; the focus is on ${focus}; the page shows:\n${document.body?.textContent ?? ''}`;
    })
    .catch((error) => `the page is gone (${error})`);

/** Waits until the page's text contains the string `text`, or matches the pattern `text`. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  const source = typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.source;
  try {
    await untilIn(page, (pattern) => new RegExp(pattern).test(document.body?.textContent ?? ''), source);
  } catch {
    throw new Error(`“${source}” did not appear; ${await shown(page)}`);
  }
}

/** A browser, or a container of a browser. Each of them can open a tab. */
interface Tabs {
  readonly browser: { newPage(): Promise<Page> };
}

/** Fills in the sign-in form of the portal, and signs in. */
export async function fillIn(page: Page, user = 'alex'): Promise<void> {
  await byRole(page, 'button', 'Sign in');
  await retype(page, 'input[name=username]', user);
  await retype(page, 'input[name=password]', 'not a secret');
  await press(page, 'button', 'Sign in');
  await byRole(page, 'button', 'Sign out');
}

/** Signs in to the portal as a person does. */
export async function signIn({ browser }: Tabs, startUrl: string, user?: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(startUrl, { timeout: PATIENCE_MS });
  await fillIn(page, user);
  return page;
}

/** Waits for an option of the list. @param name what the accessible name of the option must match */
export async function findOption(page: Page, name: RegExp): Promise<ElementHandle<Element>> {
  const match = (source: string) =>
    [...document.querySelectorAll('[role=option]')].find((option) =>
      new RegExp(source).test(option.getAttribute('aria-label') ?? option.textContent ?? ''),
    );
  try {
    return await until(
      async () => (await page.evaluateHandle(match, name.source)).asElement() as ElementHandle<Element> | null,
    );
  } catch {
    throw new Error(`no option matches ${name}; ${await shown(page)}`);
  }
}

/** Clicks an option of the list. @param name what the accessible name of the option must match */
export const pressOption = (page: Page, name: RegExp): Promise<void> => clickOn(() => findOption(page, name));

/**
 * Opens the first role that the search has found, with the Enter key. New roles may still appear above it, so the
 * function waits until the first row is the right row.
 * @param name what the accessible name of the row must match
 */
export async function openFirst(page: Page, name: RegExp): Promise<void> {
  const isFirst = (source: string) => {
    const active = document.querySelector('#search')?.getAttribute('aria-activedescendant');
    return new RegExp(source).test(document.getElementById(active ?? '')?.getAttribute('aria-label') ?? '');
  };
  await untilIn(page, isFirst, name.source);
  await page.keyboard.press('Enter');
}

/** Waits until the portal gets no request for one second. Then the worker has loaded all roles in the background. */
export async function listingIsOver({ requests }: Pick<PortalEmulator, 'requests'>): Promise<void> {
  for (let before = -1; before !== requests.length; ) {
    before = requests.length;
    await new Promise((rest) => setTimeout(rest, 1000));
  }
}

/** The text in the clipboard. The function pastes the text into a field and reads the field. */
export async function pasted(rig: BrowserRig, startUrl: string): Promise<string> {
  const page = await rig.browser.newPage();
  await page.goto(new URL('/paste', startUrl).href, { timeout: PATIENCE_MS });
  await page.evaluate(() => {
    document.body.innerHTML = '<textarea autofocus></textarea>';
    document.querySelector('textarea')?.focus();
  });
  await page.bringToFront();
  const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';
  await page.keyboard.down(modifier);
  await page.keyboard.press('v');
  await page.keyboard.up(modifier);
  await untilIn(page, () => document.querySelector('textarea')?.value !== '');
  const text = await page.evaluate(() => document.querySelector('textarea')?.value ?? '');
  await page.close();
  return text;
}
