import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { findBrowser } from './find-browsers.ts';

const FOLDER = 'extension/icons';
const SIZES = [16, 32, 48, 128];

async function renderIcon(page: Page, state: string, size: number): Promise<void> {
  const svg = readFileSync(join(FOLDER, `${state}.svg`)).toString('base64');
  await page.setViewport({ width: size, height: size });
  await page.setContent(
    `<body style="margin:0"><img width="${size}" height="${size}" style="display:block" src="data:image/svg+xml;base64,${svg}">`,
  );
  await page.screenshot({ path: `${FOLDER}/${state}-${size}.png`, omitBackground: true });
}

/**
 * Makes the PNG files of the toolbar icon from the SVG files in the same folder. Needs a Chromium. Commit the PNG files
 * afterwards.
 */
export default async function main(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'keyferry-icons-'));
  const browser = await puppeteer.launch({
    executablePath: findBrowser('chrome')?.path ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    userDataDir: join(home, 'profile'),
    env: { ...process.env, HOME: home },
  });
  try {
    const page = await browser.newPage();
    for (const state of ['idle', 'active']) for (const size of SIZES) await renderIcon(page, state, size);
  } finally {
    await browser.close();
    rmSync(home, { recursive: true, force: true });
  }
  return 0;
}
