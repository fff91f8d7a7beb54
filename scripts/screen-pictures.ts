import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { launchPages, type Pages } from '../test/extension/popup/preview/pages.ts';
import type { ScreenCase } from '../test/extension/popup/preview/screens/case.ts';
import { screens } from '../test/extension/popup/preview/screens.ts';
import { untilIn } from '../test/waiting.ts';

/** The script makes pictures of these screens. The tests use the same names for the screens. */
const SCREENS: readonly string[] = [
  'recent',
  'list-growing',
  'card',
  'card-menu',
  'card-console-pages',
  'written',
  'chosen-written',
  'signed-out',
  'expired',
  'several-sessions',
  'choose-portal',
  'cli-three',
  'cli-all-long',
  'cli-saved',
  'host-missing',
  'card-host-missing',
  'live-recent',
  'live-locked',
  'live-card',
  'live-written',
  'live-old-program',
  'live-dialog',
  'live-question',
  'live-signed-out',
  'fresh-card',
  'fresh-failed',
  'foreign-names',
  'foreign-names-card',
  'options',
];

/** One way in which a person may see a screen, for example in the dark colour scheme or with a larger font. */
interface Look {
  readonly name: string;
  /** Media features of CSS and their values. */
  readonly media: Readonly<Record<string, string>>;
  readonly height?: number;
  /** How many pixels the screen uses for one CSS pixel of the page (`devicePixelRatio`). */
  readonly scale?: number;
  /** The default font size in the browser's settings, in px. */
  readonly font?: number;
}

const light = { 'prefers-color-scheme': 'light' };
const looks: readonly Look[] = [
  { name: 'light', media: light },
  { name: 'dark', media: { 'prefers-color-scheme': 'dark' } },
  { name: 'forced-colours', media: { ...light, 'forced-colors': 'active' } },
  { name: 'forced-colours-dark', media: { 'prefers-color-scheme': 'dark', 'forced-colors': 'active' } },
  // With a zoom of 200 %, a browser's popup shows only 300 px of the page's height.
  { name: '200-percent', media: light, height: 300, scale: 2 },
  { name: 'larger-font', media: light, font: 20 },
  { name: '300-px-high', media: light, height: 300 },
];

/** Sets the media features with a browser command, because puppeteer’s own method cannot set `forced-colors`. */
async function emulate(page: Page, media: Look['media']): Promise<void> {
  const client = await page.createCDPSession();
  const features = Object.entries({ ...media, 'prefers-reduced-motion': 'reduce' });
  await client.send('Emulation.setEmulatedMedia', { features: features.map(([name, value]) => ({ name, value })) });
}

async function photograph(pages: Pages, screen: ScreenCase, look: Look, folder: string): Promise<void> {
  const { page } = await pages.open(screen.page ?? 'popup', screen.fixture, {
    width: screen.page === 'options' ? 800 : 400,
    height: look.height ?? 560,
    deviceScaleFactor: look.scale ?? 1,
    font: look.font,
  });
  await emulate(page, look.media);
  await screen.act?.(page);
  await untilIn(page, (wanted) => document.body.textContent?.includes(wanted), screen.shows);
  // The page needs a moment to adapt to the height of the window.
  await new Promise((rest) => setTimeout(rest, 400));
  const path = join(folder, look.name, `${screen.name}.png`) as `${string}.png`;
  await page.screenshot({ path, fullPage: look.height === undefined });
  await page.browserContext().close();
}

/**
 * Makes pictures of the screens with fake data, in several looks such as dark colours or a larger font. Each look has a
 * separate folder.
 */
export async function photographScreens(folder: string): Promise<void> {
  const pages = await launchPages();
  try {
    for (const look of looks) {
      mkdirSync(join(folder, look.name), { recursive: true });
      for (const screen of screens) if (SCREENS.includes(screen.name)) await photograph(pages, screen, look, folder);
    }
  } finally {
    await pages.close();
  }
  console.log(`Pictures of ${SCREENS.length} screens in ${looks.length} looks are in ${folder}.`);
}
