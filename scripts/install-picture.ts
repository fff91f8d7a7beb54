import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { keyferry } from '../test/e2e/rig/host.ts';
import { makeHome, type ThrowawayHome } from '../test/e2e/rig/throwaway.ts';
import { findBrowser } from './find-browsers.ts';

const BROWSERS = ['.config/google-chrome', '.config/microsoft-edge', '.mozilla/firefox'];

/** The output of `keyferry install` for a user with three browsers on Linux. */
function installText(home: ThrowawayHome): string {
  for (const folder of BROWSERS) mkdirSync(join(home.home, folder), { recursive: true });
  const commands = join(home.home, '.local/bin');
  mkdirSync(commands, { recursive: true });
  // A PATH with only one folder: the picture shows no other browser of this machine, and install can make the command.
  const alone = { ...home, env: { ...home.env, PATH: commands } };
  return keyferry(alone, 'install').replaceAll(home.home, '~');
}

const asMarkup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function terminal(text: string, dark: boolean): string {
  const [ground, ink, prompt] = dark ? ['#16191f', '#e9ebed', '#7ec8a3'] : ['#f6f7f8', '#16191f', '#0b7a4b'];
  return `<!doctype html><style>
    body { margin: 0; background: ${ground} }
    pre { display: inline-block; margin: 0; padding: 16px 20px; color: ${ink}; font: 13px/20px ui-monospace, monospace }
    b { color: ${prompt}; font-weight: 400 }
  </style><pre><b>$</b> keyferry install\n${asMarkup(text)}<b>$</b> </pre>`;
}

/** Makes `install-light.png` and `install-dark.png`. They show the real output of the built program in a terminal. */
export async function photographInstall(folder: string): Promise<void> {
  const home = makeHome('keyferry-picture-');
  const text = installText(home);
  const browser = await puppeteer.launch({
    executablePath: findBrowser('chrome')?.path ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    userDataDir: join(home.home, 'profile'),
    env: home.env,
    defaultViewport: { width: 1000, height: 400, deviceScaleFactor: 2 },
  });
  try {
    const page = await browser.newPage();
    for (const scheme of ['light', 'dark'] as const) {
      await page.setContent(terminal(text, scheme === 'dark'));
      const shown = await page.$('pre');
      await shown?.screenshot({ path: `${folder}/install-${scheme}.png` });
    }
  } finally {
    await browser.close();
    home.remove();
  }
}
