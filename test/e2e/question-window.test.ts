import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE_ANSWERS_KEY } from '#core/protocol/live-view.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { type BrowserRig, OPTIONS_PATH, QUESTION_PATH } from './rig/browser-rig.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { type Desktop, startDesktop, whyNoDesktop } from './rig/desktop.ts';
import { launchFirefox } from './rig/firefox.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const reason = whyNoDesktop();
const TITLE = 'Keyferry: a program asks for keys';
const READY = '.answers [aria-disabled=false]';

/**
 * Stores questions as the worker does, and starts the worker with an alarm. This function runs in a page of the
 * extension.
 */
async function storeQuestions(key: string, profiles: readonly string[]): Promise<void> {
  const now = Date.now();
  const questions = profiles.map((profile) => ({
    id: `id-${profile}`,
    asker: `asker-${profile}`,
    profile,
    accountId: '111122223333',
    accountName: 'Team A',
    roleName: 'Admin',
    isProduction: false,
    client: { program: 'terraform', isVerified: true },
    askedAt: now,
  }));
  await chrome.storage.session.set({ [key]: { seenAt: now, allowed: [], silenced: [], questions } });
  await chrome.alarms.create('wake', { when: now });
}

/** The options page in the person's window. This page has the focus, and it can inspect the question window. */
function observed(page: Page) {
  return {
    ask: (...profiles: string[]) => page.evaluate(storeQuestions, LIVE_ANSWERS_KEY, profiles),
    /** The names of the profiles with open questions, and the names of the profiles that the person has allowed. */
    state: () =>
      page.evaluate(async (key) => {
        type Entry = { profile: string };
        const stored = (await chrome.storage.session.get(key))[key] as { questions: Entry[]; allowed: Entry[] };
        return {
          open: stored.questions.map(({ profile }) => profile),
          allowed: stored.allowed.map(({ profile }) => profile),
        };
      }, LIVE_ANSWERS_KEY),
    /** The number of open windows that have no tab bar, such as a question window. */
    windows: () =>
      page.evaluate(async () => (await chrome.windows.getAll()).filter(({ type }) => type === 'popup').length),
    /** Whether the question window contains the element. Also clicks the element if `press` is true. */
    has: (selector: string, press = false) =>
      page.evaluate(
        (path, wanted, click) => {
          const view = chrome.extension.getViews().find(({ location }) => location.pathname.endsWith(path));
          const found = view?.document.querySelector<HTMLElement>(wanted);
          if (click) found?.click();
          return Boolean(found);
        },
        QUESTION_PATH,
        selector,
        press,
      ),
    /** The text that was typed into the field for the default region on this page. */
    typed: () => page.evaluate(() => document.querySelector<HTMLInputElement>('#default-region')?.value),
    async focusField() {
      await page.bringToFront();
      await until(() =>
        page.evaluate(() => {
          const field = document.querySelector<HTMLElement>('#default-region');
          field?.focus();
          return field !== null && document.activeElement === field;
        }),
      );
    },
  };
}

function useDesktopBrowser<Rig extends BrowserRig>(
  launch: (options: Parameters<typeof launchChromium>[0]) => Promise<Rig>,
) {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: Rig;
  let desktop: Desktop;
  let person: ReturnType<typeof observed>;
  beforeAll(async () => {
    if (reason !== null) return;
    emulator = await startPortalEmulator();
    desktop = await startDesktop();
    const plain = makeHome();
    home = { ...plain, env: { ...plain.env, ...desktop.env } };
    rig = await launch({ emulator, home, headless: false, host: false });
    person = observed(await rig.openExtensionPage(OPTIONS_PATH));
  });
  afterAll(async () => {
    await rig?.close();
    await desktop?.close();
    await emulator?.close();
    home?.remove();
  });
  return { rig: () => rig, desktop: () => desktop, person: () => person };
}

type Tools = Pick<ReturnType<typeof useDesktopBrowser>, 'desktop' | 'person'>;

/** A person types into a page while a question window opens. The page must get all pressed keys. */
async function typesMeanwhile({ desktop, person }: Tools): Promise<void> {
  const { ask, state, has, typed, windows, focusField } = person();
  await focusField();
  // On a busy machine, the window system may lose a key. So the test presses a key until the field contains it.
  await until(async () => {
    desktop().keys('a');
    return (await typed())?.includes('a');
  });
  const before = desktop().activeWindow();
  await ask('first', 'second');
  // While the test presses these keys, the question window appears and its buttons become active.
  await until(async () => {
    desktop().keys('space', 'Return', 'b');
    return has(READY);
  });
  await until(async () => {
    desktop().keys('c');
    return (await typed())?.includes('c');
  });
  expect(await typed()).toMatch(/^a+[ b]+c+$/);
  expect(desktop().activeWindow()).toBe(before);
  expect(await windows()).toBe(1);
  expect(await state()).toEqual({ open: ['first', 'second'], allowed: [] });
}

/**
 * The person goes to the question window and presses keys. No button has the focus, so the keys press no button. Then
 * the person clicks the buttons.
 */
async function answersBoth({ desktop, person }: Tools): Promise<void> {
  const { state, has, windows } = person();
  desktop().activate(TITLE);
  desktop().keys('space', 'Return', 'y');
  await until(() => has(READY));
  desktop().keys('space', 'Return', 'y');
  expect((await state()).allowed).toEqual([]);
  // When the question window gets the focus, its buttons do nothing for a second. So the test may have to click again.
  await until(async () => {
    await has('[aria-label$=first] .answers button', true);
    return (await state()).allowed.length === 1;
  });
  expect(await state()).toEqual({ open: ['second'], allowed: ['first'] });
  // The buttons of the second question do nothing for a short time. So the test waits until they work.
  await until(() => has(`[aria-label$=second] ${READY}`));
  await until(async () => {
    await has('.answers button:last-child', true).catch(() => false);
    return (await windows()) === 0;
  });
  expect(await state()).toEqual({ open: [], allowed: ['first'] });
}

describe('the question window of Chromium', () => {
  const tools = useDesktopBrowser<ChromiumRig>(launchChromium);

  it('attack 61: does not take the keyboard focus, and no key press answers a question', async ({ skip }) => {
    if (reason !== null) return skip(reason);
    await typesMeanwhile(tools);
    await answersBoth(tools);
  });

  it('attack 63: accepts the user’s answer after the browser has stopped the worker, and then closes', async ({
    skip,
  }) => {
    if (reason !== null) return skip(reason);
    const { ask, state, has, windows } = tools.person();
    await ask('third');
    await until(() => has(READY));
    await tools.rig().stopWorker();
    await until(async () => {
      await has('[aria-label$=third] .answers button', true);
      return (await state()).allowed.length === 1;
    });
    await until(async () => (await windows()) === 0);
    expect(await state()).toEqual({ open: [], allowed: ['third'] });
  });
});

describe('the question window of Firefox', () => {
  const tools = useDesktopBrowser(launchFirefox);

  it('attack 61: does not take the keyboard focus, and no key press answers a question', async ({ skip }) => {
    if (reason !== null) return skip(reason);
    await typesMeanwhile(tools);
    await answersBoth(tools);
  });
});
