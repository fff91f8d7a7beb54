import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilIn } from '../../../waiting.ts';
import { launchPages, type Pages, type Theme } from '../preview/pages.ts';
import { screens } from '../preview/screens.ts';

/** Folder for pictures of all screens: `KEYFERRY_SCREENSHOTS=/tmp/shots npx vitest run test/extension/popup`. */
const pictures = process.env.KEYFERRY_SCREENSHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: { readonly html: string; readonly failureSummary: string }[];
}

/** The debugger injects axe, because the page's policy blocks other scripts. Themes differ only in colours. */
async function findings(page: Page, theme: Theme): Promise<string[]> {
  const rules = theme === 'light' ? '' : ', runOnly: ["color-contrast"]';
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

async function check(page: Page, name: string, theme: Theme): Promise<void> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: theme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${theme}.png`), fullPage: true });
  expect(await findings(page, theme)).toEqual([]);
}

describe('every screen, light and dark', () => {
  it.each(screens)('$name: axe finds no problems, nothing overflows and the policy is not violated', async (screen) => {
    const { page, errors } = await pages.open(screen.page ?? 'popup', screen.fixture);
    await screen.act?.(page);
    await textShown(page, screen.shows);
    await page.evaluate(axe);
    for (const theme of ['light', 'dark'] as const) await check(page, screen.name, theme);
    expect(await overflow(page)).toEqual([]);
    if (screen.page === undefined)
      expect(await page.evaluate(() => document.body.scrollHeight)).toBeLessThanOrEqual(560);
    expect(errors).toEqual([]);
    await page.browserContext().close();
  });
});
