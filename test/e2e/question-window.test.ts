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

/** Runs in a page of the extension: stores questions as the worker stores them, and wakes the worker with an alarm. */
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

/** The page in the person's window. It has the focus, and it sees the question window. */
function observed(page: Page) {
  return {
    ask: (...profiles: string[]) => page.evaluate(storeQuestions, LIVE_ANSWERS_KEY, profiles),
    /** Names of the profiles with open questions, and of those that were allowed. */
    state: () =>
      page.evaluate(async (key) => {
        type Entry = { profile: string };
        const stored = (await chrome.storage.session.get(key))[key] as { questions: Entry[]; allowed: Entry[] };
        return {
          open: stored.questions.map(({ profile }) => profile),
          allowed: stored.allowed.map(({ profile }) => profile),
        };
      }, LIVE_ANSWERS_KEY),
    /** Number of windows without tabs. */
    windows: () =>
      page.evaluate(async () => (await chrome.windows.getAll()).filter(({ type }) => type === 'popup').length),
    /** Whether the question window contains an element. Clicks it if `press` is true. */
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
    /** What was typed into the field of this page. */
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

/** A person types while a question comes. All keys must arrive where the person types. */
async function typesMeanwhile({ desktop, person }: Tools): Promise<void> {
  const { ask, state, has, typed, windows, focusField } = person();
  await focusField();
  desktop().keys('a');
  await until(async () => (await typed()) === 'a');
  const before = desktop().activeWindow();
  await ask('first', 'second');
  // The window appears during these keys, and its buttons begin to work.
  await until(async () => {
    desktop().keys('space', 'Return', 'b');
    return has(READY);
  });
  // The window system of a busy machine may lose a key, so the last one is pressed until the field has it.
  await until(async () => {
    desktop().keys('c');
    return (await typed())?.includes('c');
  });
  expect(await typed()).toMatch(/^a[ b]+c+$/);
  expect(desktop().activeWindow()).toBe(before);
  expect(await windows()).toBe(1);
  expect(await state()).toEqual({ open: ['first', 'second'], allowed: [] });
}

/** The person goes to the window. Keys still press no button, because none has the focus. A click on a button counts. */
async function answersBoth({ desktop, person }: Tools): Promise<void> {
  const { state, has, windows } = person();
  desktop().activate(TITLE);
  desktop().keys('space', 'Return', 'y');
  await until(() => has(READY));
  desktop().keys('space', 'Return', 'y');
  expect((await state()).allowed).toEqual([]);
  await has('.answers button', true);
  await until(async () => (await state()).allowed.length === 1);
  expect(await state()).toEqual({ open: ['second'], allowed: ['first'] });
  // The buttons of the second question do nothing at first.
  await until(() => has(`[aria-label$=second] ${READY}`));
  // A change of the focus makes the buttons wait again, so that a click may do nothing.
  await until(async () => {
    await has('.answers button:last-child', true).catch(() => false);
    return (await windows()) === 0;
  });
  expect(await state()).toEqual({ open: [], allowed: ['first'] });
}

describe('the question window of Chromium', () => {
  const tools = useDesktopBrowser<ChromiumRig>(launchChromium);

  it('attack 61: does not take the focus, and typed keys allow nothing', async ({ skip }) => {
    if (reason !== null) return skip(reason);
    await typesMeanwhile(tools);
    await answersBoth(tools);
  });

  it('attack 63: the answer counts after the browser stopped the worker, and no dead window stays', async ({
    skip,
  }) => {
    if (reason !== null) return skip(reason);
    const { ask, state, has, windows } = tools.person();
    await ask('third');
    await until(() => has(READY));
    await tools.rig().stopWorker();
    await has('.answers button', true);
    await until(async () => (await state()).allowed.length === 1);
    await until(async () => (await windows()) === 0);
    expect(await state()).toEqual({ open: [], allowed: ['third'] });
  });
});

describe('the question window of Firefox', () => {
  const tools = useDesktopBrowser(launchFirefox);

  it('attack 61: does not take the focus, and typed keys allow nothing', async ({ skip }) => {
    if (reason !== null) return skip(reason);
    await typesMeanwhile(tools);
    await answersBoth(tools);
  });
});
