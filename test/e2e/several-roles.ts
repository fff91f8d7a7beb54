import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { allRolesLoaded, byRole, chooseIn, findOption, press, retype, sees, signIn } from './rig/actions.ts';
import type { BrowserRig, RigOptions } from './rig/browser-rig.ts';
import { openRole } from './rig/open-role.ts';

const TEAM_A_DEV = '111122223333';
const run = promisify(execFile);

/**
 * Asks the AWS SDK for JavaScript for the identity of a profile. Before this, the function stores a token in the file
 * in which `aws sso login` would store it.
 */
async function identityBySso(emulator: PortalEmulator, rig: BrowserRig, profile: string, session: string) {
  const cache = join(rig.home.home, '.aws/sso/cache');
  mkdirSync(cache, { recursive: true });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
  const token = { startUrl: emulator.startUrl, region: emulator.region, accessToken: emulator.signIn(), expiresAt };
  writeFileSync(join(cache, `${createHash('sha1').update(session).digest('hex')}.json`), JSON.stringify(token));
  const script = `
    const { fromIni } = require('@aws-sdk/credential-providers');
    const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
    const client = new STSClient({ region: '${emulator.region}', credentials: fromIni({ profile: '${profile}' }) });
    client.send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));
  `;
  const env = {
    ...rig.home.env,
    NODE_EXTRA_CA_CERTS: emulator.certPath,
    AWS_ENDPOINT_URL_SSO: emulator.url,
    AWS_ENDPOINT_URL_STS: emulator.url,
  };
  return (await run(process.execPath, ['-e', script], { env, cwd: resolve('.') })).stdout.trim();
}

/** Defines the tests for actions on several roles at once. The tests are the same for every browser. */
export function describeSeveralRoles(name: string, launch: (options: RigOptions) => Promise<BrowserRig>): void {
  describe(`several roles in ${name}`, () => {
    let emulator: PortalEmulator;
    let rig: BrowserRig;
    let popup: Page;

    const config = () => join(dirname(rig.home.credentialsFile), 'config');
    const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const sections = (file: string) => readSections(textOf(file)).map((section) => section.name);
    const listed = () => allRolesLoaded(popup);
    /** Searches, and chooses every role that the search finds. */
    async function chooseAll(query: string, count: number): Promise<void> {
      await retype(popup, '#search', query);
      await sees(popup, `${count} roles found`);
      await popup.keyboard.down('Control');
      await popup.keyboard.press(' ');
      await popup.keyboard.up('Control');
      await sees(popup, '1 role chosen');
      await press(popup, 'button', 'Choose all shown');
      await sees(popup, `${count} roles chosen`);
    }

    beforeAll(async () => {
      emulator = await startPortalEmulator();
      rig = await launch({ emulator });
      await signIn(rig, emulator.startUrl);
      popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
      await listed();
    });
    afterAll(async () => {
      await rig?.close();
      await emulator?.close();
    });

    it('get their profiles together, with one request for each role and one write of the file', async () => {
      await chooseAll('readonly', 11);
      emulator.clearRequests();
      const replaced: string[] = [];
      const watcher = watch(dirname(rig.home.credentialsFile), (event, file) => {
        if (event === 'rename' && file === 'credentials') replaced.push(file);
      });
      await press(popup, 'button', 'Write profiles');
      await sees(popup, /11 profiles are ready, valid until/);
      await until(() => replaced.length > 0);
      watcher.close();
      expect(emulator.countOf('/federation/credentials')).toBe(11);
      expect(replaced).toHaveLength(1);
      expect(sections(rig.home.credentialsFile)).toHaveLength(11);
    });

    it('get no profiles if Keyferry cannot get the keys of one role; the person can then write the other profiles', async () => {
      emulator.organisation.denyRole(TEAM_A_DEV, 'AdministratorAccess');
      await chooseAll('administratoraccess', 3);
      emulator.clearRequests();
      await press(popup, 'button', 'Write profiles');
      await sees(popup, /1 of 3 roles could not be fetched.*AdministratorAccess in Team A dev.*You have no access/);
      expect(sections(rig.home.credentialsFile)).toHaveLength(11);
      await press(popup, 'button', 'Write the others');
      await sees(popup, /2 profiles are ready, valid until/);
      expect(emulator.countOf('/federation/credentials')).toBe(3);
      expect(sections(rig.home.credentialsFile)).toContain('team-b-dev-admin');
      expect(sections(rig.home.credentialsFile)).not.toContain('team-a-dev-admin');
    });

    it('attack 12: cause one question with the names of all profiles that Keyferry did not write; Cancel changes nothing', async () => {
      const before = textOf(rig.home.credentialsFile);
      const mine = ['data-lake-billing', 'management-billing'].map(
        (each) => `[${each}]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = EXAMPLE\n`,
      );
      writeFileSync(rig.home.credentialsFile, `${before}\n${mine.join('\n')}`);
      await chooseAll('billing', 2);
      await press(popup, 'button', 'Write profiles');
      await sees(popup, /data-lake-billing holds long-term keys.*management-billing holds long-term keys/);
      await press(popup, 'button', 'Cancel');
      expect(textOf(rig.home.credentialsFile)).toBe(`${before}\n${mine.join('\n')}`);
      await press(popup, 'button', 'Clear');
    });

    it('get CLI profiles, and a CLI profile gets another name if a profile with keys already has its name', async () => {
      await chooseAll('sandbox', 2);
      await press(popup, 'button', 'Set up CLI profiles');
      await byRole(popup, 'dialog', 'Set up CLI profiles');
      await byRole(popup, 'textbox', 'Name template');
      await sees(popup, /1 to add, 1 gets another name/);
      expect(await popup.$('.cli-refused')).toBeNull();
      expect(existsSync(config())).toBe(false);
      await press(popup, 'button', 'Save 2 profiles');
      await sees(popup, /2 CLI profiles are set up: 2 added/);
      expect(sections(config())).toEqual([
        'sso-session demo',
        'profile sandbox-admin',
        'profile sandbox-read-only-sso',
      ]);
    });

    it('get CLI profiles with which the AWS SDK for JavaScript gets credentials', async () => {
      expect(await identityBySso(emulator, rig, 'sandbox-admin', 'demo')).toMatch(/AWSReservedSSO_Admin_/);
    });

    it('can each get a CLI profile from the card of the role, with a name that the person chooses', async () => {
      await retype(popup, '#search', 'billing data');
      await openRole(popup, /data-lake.*Billing/);
      await press(popup, 'radio', 'AWS CLI sign-in');
      const field = await byRole(popup, 'textbox', 'Profile name');
      expect(await field.evaluate((each) => (each as HTMLInputElement).value)).toMatch(/^data-lake-billing/);
      await retype(popup, '#profile-name', 'bills');
      await press(popup, 'button', 'Write profile');
      await sees(popup, 'CLI profile bills is set up');
      await sees(popup, 'aws sso login --sso-session demo');
      await sees(popup, 'export AWS_PROFILE="bills"');
      const bills = readSections(textOf(config())).find(({ name }) => name === 'profile bills')?.values;
      expect([...(bills?.entries() ?? [])].slice(0, 5)).toEqual([
        ['sso_session', 'demo'],
        ['sso_account_id', expect.stringMatching(/^\d{12}$/)],
        ['sso_role_name', 'Billing'],
        ['region', emulator.region],
        ['output', 'json'],
      ]);
      await popup.keyboard.press('Escape');
    });

    it('get CLI profiles together; the profile of a removed role is removed only if the person chooses the removal', async () => {
      await retype(popup, '#search', '');
      await byRole(popup, 'button', 'Renew all');
      await listed();
      await chooseIn(popup, 'Menu', 'CLI profiles for all…');
      await sees(popup, /For 31 roles, all that you have here/);
      await press(popup, 'button', 'AWS CLI’s');
      await sees(popup, /28 to add, 3 there already/);
      await press(popup, 'button', 'Save 31 profiles');
      await sees(popup, /31 CLI profiles are set up: 28 added, 3 there already/);
      expect(sections(config())).toContain('profile ReadOnly-000011112222');

      emulator.organisation.removeRole('000011112222', 'ReadOnly');
      await press(popup, 'button', 'Refresh the list');
      await sees(popup, '1 CLI profile gone');
      await press(popup, 'button', 'Review');
      await sees(popup, /3 there already, 27 unchanged, 1 gone/);
      await press(popup, 'button', 'Cancel');
      expect(sections(config())).toContain('profile ReadOnly-000011112222');
      await press(popup, 'button', 'Review');
      await press(popup, 'checkbox', 'ReadOnly-000011112222 ReadOnly · 000011112222');
      await press(popup, 'button', 'Save 30 profiles');
      await sees(popup, /1 removed/);
      expect(sections(config())).not.toContain('profile ReadOnly-000011112222');
      expect(sections(config())).toContain('profile sandbox-admin');
    });

    it('attack 29: leave neither keys nor the token in the config file', () => {
      expect(emulator.issued.secretAccessKeys.length).toBeGreaterThan(0);
      const secrets = [...emulator.issued.all(), 'aws_session_token', 'accessToken'];
      expect(secrets.filter((each) => textOf(config()).includes(each))).toEqual([]);
    });
  });
}
