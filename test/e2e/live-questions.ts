import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, QUESTION_PATH, type RigOptions } from './rig/browser-rig.ts';
import { type Desktop, startDesktop, whyNoDesktop } from './rig/desktop.ts';
import { setLiveAccess, setUpLive } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const run = promisify(execFile);
const reason = whyNoDesktop();
const TITLE = 'Keyferry: a program asks for keys';
/** The client's own time limit in ms. The next constant is enough time to start its processes on a busy machine. */
const CLIENT_LIMIT_MS = 4000;
const PROCESS_START_MS = 6000;
/**
 * The program that asks for keys: a copy of `timeout` under another name. It starts the launcher, as AWS clients do.
 */
const PROGRAM = 'terraform';

/** What a run of the launcher printed, and how it ended. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/**
 * Tests the question whether a program may get keys, from the start of the program to the person's click. The tests are
 * the same for every browser.
 */
export function describeLiveQuestions(name: string, launch: (options: RigOptions) => Promise<BrowserRig>): void {
  describe.skipIf(reason !== null)(`the question about a program in ${name}${reason ? ` (${reason})` : ''}`, () => {
    let emulator: PortalEmulator;
    let home: ThrowawayHome;
    let desktop: Desktop;
    let rig: BrowserRig;
    let popup: Page;
    let accountId: string;

    async function ask(profile = 'asks'): Promise<Ended> {
      const launcher = join(home.home, '.keyferry', 'bin', 'keyferry');
      const args = ['--kill-after', '5', '30', launcher, 'credential-process', '--profile', profile];
      const begun = performance.now();
      const { stdout, stderr, code } = await run(join(home.home, PROGRAM), args, { env: home.env }).then(
        (done) => ({ ...done, code: 0 }),
        (error) => error as Ended,
      );
      return { stdout, stderr, code, ms: performance.now() - begun };
    }

    async function expectQuestion(): Promise<void> {
      const { code, stdout, stderr, ms } = await ask();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^keyferry: Keyferry asks in the browser whether terraform may use the profile asks\./);
      expect(ms).toBeLessThan(CLIENT_LIMIT_MS + PROCESS_START_MS);
    }

    async function expectKeys(): Promise<void> {
      const { code, stdout, stderr } = await ask();
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
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

    /**
     * Answers in the question window as a person does: goes to the window, waits until its buttons work, and clicks
     * one.
     */
    async function answer(label: string): Promise<void> {
      const page = await until(async () => (await windows())[0]);
      await sees(page, /Profile.*asks.*sandbox.*Admin.*terraform/);
      desktop.activate(TITLE);
      await until(() => page.$('.answers [aria-disabled=false]'));
      await press(page, 'button', label);
      await until(async () => (await windows()).length === 0);
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
      await answer('Allow once');
      await expectKeys();
      await expectQuestion();
    });

    it('Allow for 1 hour: every run of this program gets keys', async () => {
      await answer('Allow for 1 hour');
      await expectKeys();
      await expectKeys();
    });

    it('Deny: the program gets no keys, and for a while its requests open no question', async () => {
      // When the person sets the access of the profile again, all earlier answers to questions lose their effect.
      await setLiveAccess(popup, { name: 'asks', grant: 'session' });
      await setLiveAccess(popup, { name: 'asks', grant: 'ask' });
      await expectQuestion();
      await answer('Deny');
      const { code, stdout, stderr } = await ask();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^keyferry: Keyferry gives out no keys for the profile asks now\./);
      expect(await windows()).toEqual([]);
    });
  });
}
