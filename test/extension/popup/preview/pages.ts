import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { build } from 'vite';
import { findBrowser } from '../../../../scripts/find-browsers.ts';
import { removeFolder } from '../../../remove-folder.ts';
import { PATIENCE_MS, untilIn } from '../../../waiting.ts';
import { type Fixture, installFakeBrowser } from './fake-browser.ts';
import { NOW } from './fixtures.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
};
/** The content security policy from the manifest. A test fails if a page violates this policy. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

export type Theme = 'light' | 'dark';
export type PageName = 'popup' | 'options' | 'question';

/** The size of a page's window, in px. `font` is the font size in the user's browser settings. */
export interface PageWindow {
  readonly width: number;
  readonly height: number;
  readonly deviceScaleFactor?: number;
  readonly font?: number | undefined;
}

/**
 * The extension's real pages in a real browser. The pages are built first, and a local server provides them. Only the
 * worker is fake.
 */
export interface Pages {
  readonly browser: Browser;
  /**
   * Opens a page with this fixture. `errors` lists the errors that the page logs, including violations of its policy.
   */
  open(name: PageName, fixture: Fixture, window?: PageWindow): Promise<{ page: Page; errors: string[] }>;
  close(): Promise<void>;
}

async function buildPages(outDir: string): Promise<void> {
  const input = ['popup', 'options', 'question'].map((name) => `extension/${name}/index.html`);
  const settings = { outDir, emptyOutDir: true, modulePreload: false, target: 'chrome120' } as const;
  await build({ configFile: false, logLevel: 'warn', build: { ...settings, rolldownOptions: { input } } });
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    try {
      const body = readFileSync(join(folder, path));
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', CSP);
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Stops the clock of the page at `now`. Its timers still run. */
function stopClock(now: number): void {
  const real = Date;
  class Stopped extends real {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now = () => now;
  }
  globalThis.Date = Stopped as DateConstructor;
}

/** Changes the font size of the page, as the font size in the browser's settings does. */
function setFont(size: number): void {
  document.addEventListener('readystatechange', () => {
    document.documentElement.style.fontSize = `${size}px`;
  });
}

const POPUP_WINDOW: PageWindow = { width: 400, height: 560 };

async function openPage(browser: Browser, url: string, fixture: Fixture, opened = POPUP_WINDOW) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (problem) => errors.push(String(problem)));
  const { font, ...size } = opened;
  await page.setViewport(size);
  await page.evaluateOnNewDocument(stopClock, NOW);
  await page.evaluateOnNewDocument(installFakeBrowser, fixture);
  if (font !== undefined) await page.evaluateOnNewDocument(setFont, font);
  await page.goto(url);
  await page.waitForSelector('#app > *');
  // Each page sends its first message when the effects of its first render have run. After this message, it is certain
  // that the page listens for changes in storage.
  await untilIn(page, () =>
    window.fake.sent.some(({ kind }) => /^(popup.open|options.get-settings|question.open)$/.test(kind)),
  );
  return { page, errors };
}

export async function launchPages(): Promise<Pages> {
  const home = mkdtempSync(join(tmpdir(), 'keyferry-pages-'));
  await buildPages(join(home, 'site'));
  const server = await serve(join(home, 'site'));
  const { port } = server.address() as AddressInfo;
  const browser = await puppeteer.launch({
    executablePath: findBrowser('chrome')?.path ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--lang=en-GB'],
    userDataDir: join(home, 'profile'),
    timeout: PATIENCE_MS,
    env: { ...process.env, HOME: home, LANG: 'en_GB.UTF-8' },
  });
  return {
    browser,
    open: (name, fixture, window) =>
      openPage(browser, `http://127.0.0.1:${port}/extension/${name}/index.html`, fixture, window),
    async close() {
      await browser.close();
      server.close();
      removeFolder(home);
    },
  };
}
