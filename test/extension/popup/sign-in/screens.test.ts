import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilIn } from '../../../waiting.ts';
import { launchPages, type Pages, type Theme } from '../preview/pages.ts';
import { screens } from '../preview/screens.ts';

/**
 * The folder in which pictures of all screens are saved, if this variable is set: `KEYFERRY_SCREENSHOTS=/tmp/shots npx
 * vitest run test/extension/popup`.
 */
const pictures = process.env.KEYFERRY_SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: { readonly html: string; readonly failureSummary: string }[];
}

/**
 * Returns the problems that the program axe finds. The debugger puts axe into the page, because the page's policy
 * blocks other scripts. The themes differ only in colours, so for most themes only the contrast is checked.
 * @param all true to check all rules, false to check only the contrast
 */
async function findings(page: Page, all: boolean): Promise<string[]> {
  const rules = all ? '' : ', runOnly: ["color-contrast"]';
  const violations = (await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"]${rules} }).then((result) => result.violations)`,
  )) as Finding[];
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

const overflow = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, .roles, header, .card, .message, .menu')]
      .filter((each) => each.scrollWidth > each.clientWidth)
      .map((each) => `${each.tagName}.${each.className} ${each.scrollWidth} > ${each.clientWidth}`),
  );

const textShown = (page: Page, text: string) =>
  untilIn(page, (wanted) => document.body.textContent?.includes(wanted), text);

let pages: Pages;
beforeAll(async () => {
  pages = await launchPages();
  if (pictures) mkdirSync(pictures, { recursive: true });
});
afterAll(() => pages?.close());

/** The colour themes of the pages, with and without the forced colours of the operating system. */
const looks: readonly { readonly name: string; readonly theme: Theme; readonly forced: boolean }[] = [
  { name: 'light', theme: 'light', forced: false },
  { name: 'dark', theme: 'dark', forced: false },
  { name: 'forced-light', theme: 'light', forced: true },
  { name: 'forced-dark', theme: 'dark', forced: true },
];

/** Sets the theme through the debugger, because Puppeteer's own method cannot set `forced-colors`. */
async function emulate(page: Page, client: CDPSession, { theme, forced }: (typeof looks)[number]): Promise<void> {
  const features = [
    { name: 'prefers-color-scheme', value: theme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
    { name: 'forced-colors', value: forced ? 'active' : 'none' },
  ];
  await client.send('Emulation.setEmulatedMedia', { features });
  // A change of colours can take some frames. The test waits, so that axe checks only the new colours.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await untilIn(page, () => document.getAnimations().length === 0);
}

async function check(page: Page, screen: string): Promise<void> {
  const client = await page.createCDPSession();
  for (const look of looks) {
    await emulate(page, client, look);
    expect(await page.evaluate(() => matchMedia('(forced-colors: active)').matches)).toBe(look.forced);
    if (pictures) await page.screenshot({ path: join(pictures, `${screen}-${look.name}.png`), fullPage: true });
    expect(await findings(page, look === looks[0]), `${screen}, ${look.name}`).toEqual([]);
  }
}

describe('every screen in light, dark and forced colours', () => {
  it.each(screens)(
    '$name: the accessibility checker axe finds no problem, no element is too wide, and no content security policy is violated',
    async (screen) => {
      const { page, errors } = await pages.open(screen.page ?? 'popup', screen.fixture);
      await screen.act?.(page);
      await textShown(page, screen.shows);
      await page.evaluate(axe);
      await check(page, screen.name);
      expect(await overflow(page)).toEqual([]);
      if (screen.page === undefined)
        expect(await page.evaluate(() => document.body.scrollHeight)).toBeLessThanOrEqual(560);
      expect(errors).toEqual([]);
      await page.browserContext().close();
    },
  );
});
