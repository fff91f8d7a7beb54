import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until, untilIn } from '../waiting.ts';
import { chooseIn, findOption, press, sees, signIn } from './rig/actions.ts';
import type { BrowserRig, RigOptions } from './rig/browser-rig.ts';
import { filesWith } from './rig/canaries.ts';
import { answered, isSlow, runToEnd } from './rig/commands.ts';
import { HOST_PROGRAM } from './rig/host.ts';
import { askUntilKeys, hostPid } from './rig/live-ask.ts';
import { liveClients } from './rig/live-clients.ts';
import { openCard, setUpLive } from './rig/live-profiles.ts';

const CLIENTS = ['the AWS CLI', 'Debian’s AWS CLI', 'botocore', 'the SDK for JavaScript', 'the SDK for Go (rclone)'];
/** What a client prints while the profile is paused or locked. */
const REFUSED = /^keyferry: Keyferry gives out no keys for the profile live-one now\./;
/**
 * The limit in ms until Keyferry answers again after the worker or the host has ended. It should take at most 30 s, but
 * a busy machine may need longer.
 */
const BACK_MS = 90_000;

/** Tests live profiles as programs use them. The tests are the same for every browser. */
export function describeLive<Rig extends BrowserRig>(
  name: string,
  launch: (options: RigOptions) => Promise<Rig>,
  stopWorker: (rig: Rig) => Promise<void>,
): void {
  describe(`a live profile in ${name}`, () => {
    let emulator: PortalEmulator;
    let rig: Rig;
    let popup: Page;
    let portal: Page;
    let accountId: string;

    /** Runs `keyferry credential-process` once. */
    const ask = () =>
      runToEnd(process.execPath, [HOST_PROGRAM, 'credential-process', '--profile', 'live-one'], rig.home.env);
    const refused = { code: 1, stdout: '', stderr: expect.stringMatching(REFUSED) };
    const fetches = () => emulator.countOf('/federation/credentials');

    /** The process that listens on the newest socket. */

    beforeAll(async () => {
      emulator = await startPortalEmulator({});
      rig = await launch({ emulator });
      portal = await signIn(rig, emulator.startUrl);
      popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
    });
    afterAll(async () => {
      await rig?.close();
      await emulator?.close();
    });

    it('has no socket before the first live profile is set up', () => {
      expect(existsSync(join(rig.home.home, '.keyferry', 'run'))).toBe(false);
    });

    it('is one section of the config file; Keyferry writes no credentials file', async () => {
      accountId = await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'live-one' });
      const text = readFileSync(join(rig.home.home, '.aws', 'config'), 'utf8');
      const launcher = join(rig.home.home, '.keyferry', 'bin', 'keyferry');
      expect(text).toContain(
        `[profile live-one]\ncredential_process = ${launcher} credential-process --profile live-one\n`,
      );
      expect(existsSync(rig.home.credentialsFile)).toBe(false);
    });

    it.each(CLIENTS)('gives keys to %s', async (client) => {
      const program = liveClients(emulator, rig.home).find((each) => each.name === client);
      if (program?.missing !== null) return console.log(`skipped: ${program?.missing}`);
      // The AWS client prints the error of `keyferry`. If the error says that a time limit was reached, the test runs
      // the client again.
      const answer = await until(() =>
        program.ask('live-one').catch((error) => {
          if (isSlow(error)) return null;
          return `failed: ${error.stderr}`;
        }),
      );
      const isKey = emulator.issued.accessKeyIds.some((key) => answer.includes(key));
      expect(isKey || answer.includes('assumed-role/AWSReservedSSO_Admin'), answer).toBe(true);
      return undefined;
    });

    it('does not ask the portal again for keys that are already in memory', async () => {
      emulator.clearRequests();
      const answers = await Promise.all(Array.from({ length: 20 }, () => answered(ask)));
      expect(answers.map(({ stderr }) => stderr).join('')).toBe('');
      const keys = answers.map(({ stdout }) => JSON.parse(stdout));
      expect(new Set(keys.map(({ AccountId }) => AccountId))).toEqual(new Set([accountId]));
      expect(fetches()).toBe(0);
    });

    it('answers again after the browser stopped the worker', async () => {
      const before = hostPid(rig.home);
      await stopWorker(rig);
      // The browser ends the host when the worker stops. A new worker then starts a new host.
      await until(() => hostPid(rig.home) !== before, BACK_MS);
      const { stdout } = await askUntilKeys(ask, BACK_MS);
      expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
    });

    it('answers again after the host was killed', async () => {
      process.kill(hostPid(rig.home), 'SIGKILL');
      const { stdout } = await askUntilKeys(ask, BACK_MS);
      expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
    });

    it('gives out no keys while it is paused, and gives out keys again after a click on “Resume”', async () => {
      await popup.bringToFront();
      await openCard(popup, { account: 'sandbox', role: 'Admin' });
      await press(popup, 'button', 'Pause');
      await sees(popup, 'live-one is paused');
      expect(await answered(ask)).toMatchObject(refused);
      await press(popup, 'button', 'Resume');
      await sees(popup, 'live-one gives out keys again');
      await askUntilKeys(ask, BACK_MS);
      await press(popup, 'button', 'Back to the list');
    });

    it('gives out no keys after “Lock all”, until the person allows live profiles again', async () => {
      await chooseIn(popup, 'Menu', 'Lock all');
      await sees(popup, 'Live profiles are locked: no program gets keys.');
      expect(await answered(ask)).toMatchObject(refused);
      await press(popup, 'button', 'Allow live profiles again');
      await untilIn(popup, () => !document.body.textContent?.includes('Live profiles are locked'));
      // “Lock all” has ended the person's permission for this profile, so the person allows the profile again.
      await openCard(popup, { account: 'sandbox', role: 'Admin' });
      await element(popup, '.live-profile select');
      await popup.select('.live-profile select', 'always');
      await askUntilKeys(ask, BACK_MS);
      await press(popup, 'button', 'Back to the list');
    });

    it('leaves no key in a file of the home folder, the browser’s own files included', () => {
      const { secretAccessKeys, sessionTokens } = emulator.issued;
      expect(secretAccessKeys.length).toBeGreaterThan(0);
      expect(filesWith(rig.home.home, [...secretAccessKeys, ...sessionTokens])).toEqual([]);
    });

    it('is removed from the config file after a click on “Stop”; the other live profile stays', async () => {
      await setUpLive(popup, { account: 'sandbox', role: 'ReadOnly', profile: 'live-two' });
      await openCard(popup, { account: 'sandbox', role: 'ReadOnly' });
      await press(popup, 'button', 'Stop');
      await sees(popup, 'Stop live profile live-two?');
      await (await element(popup, 'dialog .danger')).click();
      await sees(popup, 'Live profile live-two is stopped');
      const text = readFileSync(join(rig.home.home, '.aws', 'config'), 'utf8');
      expect(text).not.toContain('live-two');
      expect(text).toContain('[profile live-one]');
      await press(popup, 'button', 'Back to the list');
    });

    it('gives no keys after the sign-out, and one sentence says where to sign in', async () => {
      await portal.bringToFront();
      await press(portal, 'button', 'Sign out');
      await popup.bringToFront();
      await sees(popup, 'Sign in to your AWS access portal');
      const failed = await answered(ask);
      expect(failed).toMatchObject({ code: 1, stdout: '' });
      expect(failed.stderr).toMatch(/^keyferry: .*Sign in at https:\/\/demo\.awsapps\.com\/start.*\n$/);
    });
  });
}
