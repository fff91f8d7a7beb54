import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until, untilDone } from '../waiting.ts';
import { fillIn, findOption, press, sees, signIn } from './rig/actions.ts';
import { awsCli, callerIdentity } from './rig/aws-clients.ts';
import type { BrowserRig, RigOptions } from './rig/browser-rig.ts';
import { answered, start } from './rig/commands.ts';
import { HOST_PROGRAM } from './rig/host.ts';
import { sendAsPopup, setUpLive } from './rig/live-profiles.ts';

const HOUR_MS = 3_600_000;
/** The limit in ms for a sign-in or the start of a program, which may be slow on a busy machine. */
const SLOW_MS = 120_000;

/** Tests what a person does during a day in the terminal. The tests are the same for every browser. */
export function describeTerminal<Rig extends BrowserRig>(
  name: string,
  launch: (options: RigOptions) => Promise<Rig>,
): void {
  describe(`in the terminal with ${name},`, () => {
    let emulator: PortalEmulator;
    let rig: Rig;
    let popup: Page;
    let portal: Page;
    let accountId: string;

    const begin = (...args: string[]) => start(process.execPath, [HOST_PROGRAM, ...args], rig.home.env);
    /** Runs a command, and runs it again if the browser did not answer in time. */
    const keyferry = (...args: string[]) => answered(() => begin(...args).ended);
    /** The open tab whose address `isMeant` accepts. */
    const tabAt = (isMeant: (url: string) => boolean): Promise<Page> =>
      until(async () => (await rig.browser.pages()).find((page) => isMeant(page.url())), SLOW_MS);
    const isVisible = (page: Page) => page.evaluate(() => document.visibilityState === 'visible');
    /**
     * Opens the popup. If the terminal has requested more than three actions in a minute, Keyferry refuses further
     * actions until the popup is opened.
     */
    const openPopup = () => sendAsPopup(popup, 'popup/open', {});

    beforeAll(async () => {
      emulator = await startPortalEmulator({});
      rig = await launch({ emulator });
      portal = await signIn(rig, emulator.startUrl);
      popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
      accountId = await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'live-one' });
    });
    afterAll(async () => {
      await rig?.close();
      await emulator?.close();
    });

    it('keyferry login says at once that the user is signed in, and until when', async () => {
      const { code, stdout, stderr } = await keyferry('login', '--json');
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^keyferry: You are already/m) });
      expect(JSON.parse(stdout)).toMatchObject({ portal: 'demo', wasSignedIn: true });
      expect(JSON.parse(stdout).secondsLeft).toBeGreaterThan(60);
    });

    it('keyferry login brings the open tab of the portal to the front, and waits until someone has signed in', async () => {
      await portal.bringToFront();
      await press(portal, 'button', 'Sign out');
      await popup.bringToFront();
      await sees(popup, 'Sign in to your AWS access portal');
      const pages = (await rig.browser.pages()).length;
      await portal.evaluate(() => {
        document.title = 'not loaded again';
      });
      const login = begin('login', 'demo', '--wait', '600');
      await until(() => login.stderr().includes('Sign in to the portal demo in the browser.'), SLOW_MS);
      await until(async () => (await portal.title()) !== 'not loaded again' && isVisible(portal), SLOW_MS);
      await fillIn(portal);
      const { code, stdout, stderr } = await login.ended;
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toMatch(/\nkeyferry: You are signed in to demo until .*\.\n$/);
      expect((await rig.browser.pages()).length).toBe(pages);
    });

    it('keyferry login opens the portal in a new tab if no tab of the portal is open', async () => {
      await portal.bringToFront();
      await press(portal, 'button', 'Sign out');
      await popup.bringToFront();
      await sees(popup, 'Sign in to your AWS access portal');
      await portal.close();
      await openPopup();
      const login = begin('login', emulator.startUrl, '--wait', '600');
      portal = await tabAt((url) => url.startsWith(emulator.startUrl));
      await fillIn(portal);
      expect(await login.ended).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('You are signed in to demo'),
      });
    });

    it('keyferry login opens only portals that the user has confirmed', async () => {
      const pages = (await rig.browser.pages()).length;
      for (const wanted of ['https://evil.example/', 'other', `${emulator.startUrl}/`])
        expect(await keyferry('login', wanted)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('Name one of demo,'),
        });
      expect((await rig.browser.pages()).length).toBe(pages);
    });

    it('keyferry use sets a live profile in the shell, and the profile gives valid keys, also two hours later', async () => {
      const aws = awsCli(emulator, rig.home);
      if (!aws) return console.log('skipped: no AWS CLI on this machine');
      // The person had allowed the profile only for the first session. That session has ended, so the person allows the
      // profile again.
      await sendAsPopup(popup, 'popup/set-live-access', { name: 'live-one', grant: 'always' });
      const used = await keyferry('use', '--shell', 'bash', 'live-one');
      expect(used).toMatchObject({ code: 0 });
      const script = 'eval "$1" && printf %s "$AWS_PROFILE"';
      const { stdout } = await start('sh', ['-c', script, 'sh', used.stdout], rig.home.env).ended;
      expect(stdout).toBe('live-one');
      // The AWS CLI fails if the browser is too busy to answer `keyferry credential-process`.
      const identified = await untilDone(() => aws('sts', 'get-caller-identity', '--profile', stdout), SLOW_MS);
      expect(identified).toContain('AWSReservedSSO_Admin');

      emulator.options.clockSkewMs = 2 * HOUR_MS;
      const before = emulator.issued.accessKeyIds.length;
      // The time in the portal's next answer shows Keyferry that the portal's clock has changed.
      const { current } = (await openPopup()) as { current: string };
      await sendAsPopup(popup, 'popup/refresh', { session: current });
      const keys = await until(async () => {
        const { stdout: json } = await keyferry('credential-process', '--profile', 'live-one');
        return emulator.issued.accessKeyIds.length > before ? JSON.parse(json) : null;
      }, SLOW_MS);
      const credentials = {
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
      };
      const identity = await callerIdentity(emulator, credentials, 2 * HOUR_MS);
      expect(identity.Account).toBe(accountId);
      emulator.options.clockSkewMs = 0;
      return undefined;
    });

    it('keyferry console --print prints the portal’s link for the role, and opens nothing', async () => {
      await openPopup();
      const pages = (await rig.browser.pages()).length;
      const { code, stdout, stderr } = await keyferry('console', 'live-one', '--print', '--service', 's3');
      const destination = new RegExp(`&destination=${encodeURIComponent('https://console.aws.amazon.com/s3/home')}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(destination);
      expect(stdout.startsWith(`${emulator.startUrl}/#/console?account_id=${accountId}&role_name=Admin`)).toBe(true);
      expect((await rig.browser.pages()).length).toBe(pages);
    });

    it('keyferry console opens the portal’s link for the role in the browser', async () => {
      expect(await keyferry('console', 'live-one')).toEqual({
        code: 0,
        stdout: '',
        stderr: 'keyferry: The browser opens the console as live-one.\n',
      });
      const page = await tabAt((url) => url.includes('#/console?'));
      expect(page.url().startsWith(`${emulator.startUrl}/#/console?account_id=${accountId}`)).toBe(true);
      await until(() => isVisible(page), SLOW_MS);
      await page.close();
    });

    it('after the sign-out, keyferry console and keyferry credential-process say where to sign in', async () => {
      await portal.bringToFront();
      await press(portal, 'button', 'Sign out');
      await popup.bringToFront();
      await sees(popup, 'Sign in to your AWS access portal');
      for (const args of [
        ['console', 'live-one', '--print'],
        ['credential-process', '--profile', 'live-one'],
      ])
        expect(await keyferry(...args)).toMatchObject({
          code: 1,
          stdout: '',
          stderr: expect.stringMatching(/^keyferry: .*Sign in at https:\/\/demo\.awsapps\.com\/start.*\n$/),
        });
    });
  });
}
