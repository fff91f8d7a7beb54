import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Browser } from 'puppeteer-core';
import { PATIENCE_MS } from './waiting.ts';

/** The longest time that a browser may need to start, in ms. By default, Puppeteer waits only 30 s. */
export const LAUNCH_MS = 2 * PATIENCE_MS;
/** The time limit, in ms, for a test hook that starts two browsers one after the other and sets up both. */
export const TWO_LAUNCHES_MS = 3 * LAUNCH_MS;

/**
 * Sets the time limit of Puppeteer for new pages to the time that a test waits. By default, Puppeteer waits only 30 s.
 */
export function withPatience(browser: Browser): Browser {
  const newPage = browser.newPage.bind(browser);
  browser.newPage = async (options) => {
    const page = await newPage(options);
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };
  return browser;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** A part of the object for Firefox that is missing in Puppeteer's types. */
interface WithConnection {
  readonly connection: { send(method: 'browser.close', options: object): Promise<unknown> };
}

/**
 * Asks Firefox to end. Puppeteer's own `close` kills Firefox after 5 s and does not wait until the process has ended.
 * On a busy machine, Firefox needs longer to write its profile.
 */
const endFirefox = (browser: Browser): Promise<unknown> =>
  (browser as unknown as WithConnection).connection.send('browser.close', {});

/** Closes a browser and waits until its process has ended. After that, the process no longer writes or uses files. */
export async function closeBrowser(browser: Browser, kind: 'chrome' | 'firefox'): Promise<void> {
  const child = browser.process();
  if (!child || hasEnded(child)) return browser.close();
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  if (kind === 'firefox') await endFirefox(browser).catch(() => undefined);
  else await browser.close();
  await ended;
  clearTimeout(timer);
  await browser.close();
}
