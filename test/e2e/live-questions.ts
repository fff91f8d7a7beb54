import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, QUESTION_PATH, type RigOptions } from './rig/browser-rig.ts';
import { answered, type Ended, isSlow, runToEnd } from './rig/commands.ts';
import { type Desktop, startDesktop, whyNoDesktop } from './rig/desktop.ts';
import { CLIENT_MS } from './rig/live-ask.ts';
import { setLiveAccess, setUpLive } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const reason = whyNoDesktop();
const TITLE = 'Keyferry: a program asks for keys';
/** What `keyferry` prints while the person has not answered the question. */
const ASKING = /^keyferry: Keyferry asks in the browser whether terraform may use the profile asks\./;
/** The key in `storage.session` under which the worker notes when it opened question windows. */
const WINDOWS_KEY = 'question-window';
/**
 * The name of the program that asks for keys. The test copies the Linux program `timeout` to a file with this name. The
 * copy starts the launcher, as AWS clients do.
 */
const PROGRAM = 'terraform';

/**
 * Tests the question in which Keyferry asks the person whether a program may get keys. The tests begin with the start
 * of the program and end with the person's click. The tests are the same for every browser.
 */
export function describeLiveQuestions(name: string, launch: (options: RigOptions) => Promise<BrowserRig>): void {
  describe.skipIf(reason !== null)(`the question about a program in ${name}${reason ? ` (${reason})` : ''}`, () => {
    let emulator: PortalEmulator;
    let home: ThrowawayHome;
    let desktop: Desktop;
    let rig: BrowserRig;
    let popup: Page;
    let accountId: string;

    /** Runs the program once. The program must end within the client's time limit, also while a question is open. */
    async function ask(): Promise<Ended> {
      const launcher = join(home.home, '.keyferry', 'bin', 'keyferry');
      const args = ['--kill-after', '5', '120', launcher, 'credential-process', '--profile', 'asks'];
      const begun = performance.now();
      const ended = await runToEnd(join(home.home, PROGRAM), args, home.env);
      expect(performance.now() - begun).toBeLessThan(CLIENT_MS);
      return ended;
    }

    /**
     * The open question windows. Firefox's driver does not know the addresses of extension pages, so the test reads the
     * address inside each page.
     */
    async function windows(): Promise<Page[]> {
      const pages = await rig.browser.pages();
      const urls = await Promise.all(pages.map((page) => page.evaluate(() => location.href).catch(() => '')));
      return pages.filter((_, at) => urls[at]?.endsWith(QUESTION_PATH));
    }

    /** Waits until the question window shows a question. @returns the window's page, and the text of the page */
    async function question(): Promise<{ readonly page: Page; readonly text: string }> {
      const page = await until(async () => (await windows())[0]);
      await sees(page, /Profile.*asks.*sandbox.*Admin.*terraform/);
      return { page, text: await page.evaluate(() => document.body.textContent ?? '') };
    }

    /**
     * Whether the host could not check in time which program asks for keys. This happens on a slow machine. Keyferry
     * then treats the program as another program, and asks a separate question about it.
     */
    async function isUnchecked(): Promise<boolean> {
      const { text } = await question();
      return /The program says it is|1 of \d+ questions/.test(text);
    }

    /**
     * Ends all questions and deletes all answers. Also resets the count of question windows, because Keyferry opens
     * only a few such windows in ten minutes.
     */
    async function forgetAnswers(): Promise<void> {
      // When the person changes who may use the profile, Keyferry forgets all earlier answers to questions.
      await setLiveAccess(popup, { name: 'asks', grant: 'session' });
      await setLiveAccess(popup, { name: 'asks', grant: 'ask' });
      await until(async () => (await windows()).length === 0);
      await popup.evaluate((key) => chrome.storage.session.remove(key), WINDOWS_KEY);
    }

    /** Runs the program, and expects that it gets no keys and that Keyferry asks the person. */
    async function expectQuestion(): Promise<void> {
      for (;;) {
        const { code, stdout, stderr } = await answered(ask);
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(ASKING);
        if (!(await isUnchecked())) return;
        await forgetAnswers();
      }
    }

    /**
     * Answers in the question window as a person does: goes to the window, waits until its buttons work, and clicks
     * one. The buttons do nothing for a second after the window has got the focus.
     */
    async function answer(label: string): Promise<void> {
      const { page } = await question();
      await until(() => {
        desktop.activate(TITLE);
        return page.evaluate(() => document.hasFocus() && document.visibilityState === 'visible');
      });
      await until(() => page.$('.answers [aria-disabled=false]'));
      await press(page, 'button', label);
      await until(async () => (await windows()).length === 0);
    }

    /**
     * Answers the open question, runs the program several times, and expects keys from each run. On a slow machine, a
     * run may use up the answer and then reach a time limit. Or the host may not find out in time which program asks.
     * In both cases, Keyferry asks the person again, and the function begins again.
     * @param label the button with the answer
     * @param runs the number of runs
     */
    async function expectKeysAfter(label: string, runs: number): Promise<void> {
      await answer(label);
      for (let nth = 0; nth < runs; nth += 1) {
        const { code, stdout, stderr } = await ask();
        if (isSlow({ stderr }) || (ASKING.test(stderr) && (await isUnchecked()))) {
          await forgetAnswers();
          await expectQuestion();
          return expectKeysAfter(label, runs);
        }
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
      }
    }

    beforeAll(async () => {
      emulator = await startPortalEmulator({});
      desktop = await startDesktop();
      const plain = makeHome();
      home = { ...plain, env: { ...plain.env, ...desktop.env } };
      copyFileSync(findOnPath('timeout') ?? '', join(home.home, PROGRAM));
      rig = await launch({ emulator, home, headless: false });
      await signIn(rig, emulator.startUrl);
      popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
      accountId = await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'asks' });
      await setLiveAccess(popup, { name: 'asks', grant: 'ask' });
    });
    afterAll(async () => {
      await rig?.close();
      await desktop?.close();
      await emulator?.close();
      home?.remove();
    });

    it('Allow once: the next run of the program gets keys, and the run after it opens a new question', async () => {
      emulator.clearRequests();
      await expectQuestion();
      expect(emulator.countOf('/federation/credentials')).toBe(0);
      await expectKeysAfter('Allow once', 1);
      await expectQuestion();
    });

    it('Allow for 1 hour: every run of this program gets keys', async () => {
      await expectKeysAfter('Allow for 1 hour', 2);
    });

    it('Deny: the program gets no keys, and for a while its requests open no question', async () => {
      await forgetAnswers();
      await expectQuestion();
      await answer('Deny');
      const { code, stdout, stderr } = await answered(ask);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^keyferry: Keyferry gives out no keys for the profile asks now\./);
      await until(async () => (await windows()).length === 0);
    });
  });
}
