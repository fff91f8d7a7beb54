import type { ElementHandle, Page } from 'puppeteer-core';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import { element, until, untilIn } from '../../waiting.ts';
import type { BrowserRig } from './browser-rig.ts';

/** Waits for the element with this role and this accessible name (the name that a screen reader reads out). */
export async function byRole(page: Page, role: string, name: string): Promise<ElementHandle<Element>> {
  try {
    return await element(page, `aria/[role="${role}"][name="${name}"]`);
  } catch {
    throw new Error(`there is no ${role} called “${name}”; ${await shown(page)}`);
  }
}

/** Waits until an element no longer moves. Content that loads late may still move it, so that a click would miss it. */
async function settled(element: ElementHandle<Element>): Promise<void> {
  const place = async () => JSON.stringify(await element.boundingBox());
  let before = await place();
  await until(async () => {
    const now = await place();
    const rests = now === before;
    before = now;
    return rests;
  });
}

/** The page has replaced the element before the click, so nothing was clicked. */
const isReplaced = (error: unknown): boolean => /Node is detached from document/.test(String(error));

/** Clicks the element with this role and accessible name, when it no longer moves. */
export async function press(page: Page, role: string, name: string): Promise<void> {
  for (;;) {
    const found = await byRole(page, role, name);
    try {
      await settled(found);
      return await found.click();
    } catch (error) {
      if (!isReplaced(error)) throw error;
    }
  }
}

/** Opens a menu and chooses an entry. */
export async function chooseIn(page: Page, menu: string, entry: string): Promise<void> {
  await press(page, 'button', menu);
  await press(page, 'menuitem', entry);
}

/** Waits until every role is loaded, so that the menu offers CLI profiles for all roles. */
export async function allRolesLoaded(page: Page): Promise<void> {
  await element(page, '[aria-label="Refresh the list"]:not([aria-disabled="true"])');
  await untilIn(page, () => !/\d of \d/.test(document.querySelector('.progress')?.textContent ?? ''));
}

/** Copies the keys of the open role in a format. Some formats have a button, and the others are in a menu. */
export async function copyFor(page: Page, format: string): Promise<void> {
  if (await page.$(`aria/[role="button"][name="Copy for ${format}"]`))
    await press(page, 'button', `Copy for ${format}`);
  else await chooseIn(page, 'More formats', format);
}

/** Types new text into a field, as a person does. If a script set the value, the page might reset it. */
export async function retype(page: Page, selector: string, text: string): Promise<void> {
  await element(page, selector);
  await page.$eval(selector, (field) => {
    (field as HTMLInputElement).focus();
    (field as HTMLInputElement).select();
  });
  await page.keyboard.type(text);
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

/** Waits until the page's text contains `text` or matches it. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  const source = typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text.source;
  try {
    await untilIn(page, (pattern) => new RegExp(pattern).test(document.body?.textContent ?? ''), source);
  } catch {
    throw new Error(`“${source}” did not appear; ${await shown(page)}`);
  }
}

/** A browser or one of its containers. Both can open a tab. */
interface Tabs {
  readonly browser: { newPage(): Promise<Page> };
}

/** Signs in to the portal as a person does. */
export async function signIn({ browser }: Tabs, startUrl: string, user = 'alex'): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(startUrl);
  await page.type('input[name=username]', user);
  await page.type('input[name=password]', 'not a secret');
  await press(page, 'button', 'Sign in');
  await byRole(page, 'button', 'Sign out');
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

/** Makes a role a favourite and labels its account, on the role's card. The card stays open. */
export async function markAndLabel(popup: Page, role: RegExp, label: string): Promise<void> {
  await (await findOption(popup, role)).click();
  await press(popup, 'button', 'Favourite');
  await element(popup, '[aria-label=Favourite][aria-pressed=true]');
  await chooseIn(popup, 'More for this role', 'Customise');
  await (await byRole(popup, 'textbox', 'Own label')).type(label);
  await popup.keyboard.press('Enter');
  await sees(popup, 'Saved.');
}

/** Waits until one second has passed without a request. Then all roles have been loaded in the background. */
export async function listingIsOver({ requests }: Pick<PortalEmulator, 'requests'>): Promise<void> {
  for (let before = -1; before !== requests.length; ) {
    before = requests.length;
    await new Promise((rest) => setTimeout(rest, 1000));
  }
}

/** The text in the clipboard. The function pastes the text into a field and reads the field. */
export async function pasted(rig: BrowserRig, startUrl: string): Promise<string> {
  const page = await rig.browser.newPage();
  await page.goto(new URL('/paste', startUrl).href);
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
