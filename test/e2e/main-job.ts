import { readFileSync, writeFileSync } from 'node:fs';
import { fromIni } from '@aws-sdk/credential-providers';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { noElement } from '../waiting.ts';
import { byRole, copyFor, findOption, openFirst, pasted, press, retype, sees, signIn } from './rig/actions.ts';
import { awsCli, callerIdentity } from './rig/aws-clients.ts';
import type { BrowserRig, RigOptions } from './rig/browser-rig.ts';
import { listingComplete } from './rig/worker-view.ts';

const FOREIGN =
  '# mine\n[old]\naws_access_key_id = AKIAFOREIGNEXAMPLE01\naws_secret_access_key=foreignEXAMPLE\nregion = eu-west-1\n';

/**
 * Tests the main job, from the sign-in to a written profile, as a person does it. The tests are the same for every
 * browser.
 */
export function describeMainJob(name: string, launch: (options: RigOptions) => Promise<BrowserRig>): void {
  describe(`the main job in ${name}`, () => {
    let emulator: PortalEmulator;
    let rig: BrowserRig;
    let popup: Page;
    let portal: Page;

    beforeAll(async () => {
      emulator = await startPortalEmulator({ cookieDelayMs: 1500 });
      rig = await launch({ emulator });
      writeFileSync(rig.home.credentialsFile, FOREIGN, { mode: 0o600 });
    });
    afterAll(async () => {
      await rig?.close();
      await emulator?.close();
    });

    it('says how to get to the portal if there is no session', async () => {
      popup = await rig.openPopupTab();
      await sees(popup, 'Sign in to your AWS access portal');
    });

    it('attack 45: names a new portal, and sends no request to it before the click on “Use this portal”', async () => {
      portal = await signIn(rig, emulator.startUrl);
      await popup.bringToFront();
      await byRole(popup, 'button', 'Use this portal');
      await sees(popup, emulator.startUrl);
      expect(
        emulator.requests.filter(
          (each) => each.host.startsWith('portal.sso.') && each.origin === null && each.path !== '/logout',
        ),
      ).toEqual([]);
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*\d{12}/);
    });

    it('finds a role by typed words, and opens the role with Enter', async () => {
      const { accountId } = emulator.organisation.accounts.find((each) => each.accountName === 'sandbox') ?? {
        accountId: '',
      };
      await popup.keyboard.type('sandbox admin');
      await openFirst(popup, new RegExp(`sandbox.*${accountId}.*Admin`));
      await byRole(popup, 'button', 'Write profile');
    });

    it('writes the profile with one request to the portal, and does not change the rest of the file', async () => {
      await listingComplete(popup);
      emulator.clearRequests();
      await press(popup, 'button', 'Write profile');
      await sees(popup, /Profile sandbox-admin is ready, valid until/);
      await sees(popup, 'export AWS_PROFILE="sandbox-admin"');
      const api = emulator.requests.filter((each) => each.host.startsWith('portal.sso.'));
      expect(api.map((each) => each.path)).toEqual(['/federation/credentials']);
      expect(api[0]).toMatchObject({ method: 'GET', cookie: false, status: 200 });
      const text = readFileSync(rig.home.credentialsFile, 'utf8');
      expect(text.startsWith(FOREIGN)).toBe(true);
      expect(text).toContain('[sandbox-admin]');
    });

    it('writes a profile that the AWS SDK for JavaScript reads, with keys that STS accepts', async () => {
      const provider = fromIni({ profile: 'sandbox-admin', filepath: rig.home.credentialsFile, ignoreCache: true });
      const identity = await callerIdentity(emulator, provider);
      expect(identity.Arn).toMatch(/assumed-role\/AWSReservedSSO_Admin/);
    });

    it('writes a profile that the AWS CLI reads, with keys that STS accepts', async ({ skip }) => {
      const cli = awsCli(emulator, rig.home);
      if (!cli) return skip('no AWS CLI on this machine');
      const identity = JSON.parse(
        await cli('sts', 'get-caller-identity', '--profile', 'sandbox-admin', '--region', emulator.region),
      );
      expect(identity.Arn).toMatch(/assumed-role\/AWSReservedSSO_Admin/);
      return undefined;
    });

    it.each([
      ['PowerShell', /^\$Env:AWS_ACCESS_KEY_ID *= *["'](ASIA[A-Z0-9]+)["']/im],
      ['Bash', /^export AWS_ACCESS_KEY_ID=["']?(ASIA[A-Z0-9]+)["']?/m],
      ['Command Prompt', /^SET "?AWS_ACCESS_KEY_ID=(ASIA[A-Z0-9]+)"?/im],
      ['fish', /^set -gx AWS_ACCESS_KEY_ID ["']?(ASIA[A-Z0-9]+)["']?/m],
    ])('copies the statements for %s to the clipboard after a click on “Copy for …”', async (format, pattern) => {
      await popup.bringToFront();
      await copyFor(popup, format);
      await sees(popup, `Copied: ${format}, valid until`);
      const text = await pasted(rig, emulator.startUrl);
      const key = pattern.exec(text)?.[1];
      expect(emulator.issued.accessKeyIds).toContain(key);
      expect(text).toContain('AWS_SECRET_ACCESS_KEY');
      expect(text).toContain('AWS_SESSION_TOKEN');
      expect(text).toMatch(/AWS_PROFILE/);
    });

    it('asks before it replaces a profile that Keyferry did not write, and replaces nothing after a click on Cancel', async () => {
      await popup.bringToFront();
      await retype(popup, '#profile-name', 'old');
      await press(popup, 'button', 'Write profile');
      await byRole(popup, 'button', 'Replace');
      await press(popup, 'button', 'Cancel');
      expect(readFileSync(rig.home.credentialsFile, 'utf8').startsWith(FOREIGN)).toBe(true);
    });

    it('writes a profile of another role without a second sign-in', async () => {
      await noElement(popup, 'dialog[open]');
      await popup.keyboard.press('Escape');
      await retype(popup, '#search', 'prod-payments readonly');
      await openFirst(popup, /prod-payments.*ReadOnly/);
      await press(popup, 'button', 'Write profile');
      await sees(popup, /Profile prod-payments-read-only is ready/);
    });

    it('forgets the session at once when the person signs out in the portal', async () => {
      await portal.bringToFront();
      await press(portal, 'button', 'Sign out');
      await popup.bringToFront();
      await sees(popup, 'Sign in to your AWS access portal');
    });
  });
}
