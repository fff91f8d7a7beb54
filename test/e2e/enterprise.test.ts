import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumIds, firefoxId } from '#core/identity.ts';
import { version } from '../../package.json';
import { findBrowser } from '../../scripts/find-browsers.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until } from '../waiting.ts';
import { press, sees, signIn } from './rig/actions.ts';
import { type BrowserRig, OPTIONS_PATH } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { type FreshClone, makeFreshClone } from './rig/clone.ts';
import { launchFirefox } from './rig/firefox.ts';
import { type Fleet, jsonBlocks, makeExtensionKey, makeFleet, whyNoFleet } from './rig/fleet.ts';
import { openRole } from './rig/open-role.ts';
import { unpack } from './rig/packed.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const DOCUMENT = 'docs/ENTERPRISE.md';
const POLICIES = '/etc/chromium/policies/managed/keyferry.json';
const [chromePolicies = '', , firefoxPolicies = ''] = jsonBlocks(DOCUMENT);
const reason = process.env.KEYFERRY_SOAK ? whyNoFleet() : 'a long form (KEYFERRY_SOAK=1)';
/** The limit in ms for making and signing the packages on a busy machine. */
const BUILD_MS = 600_000;
const { VITEST: _, NODE_ENV: __, ...buildEnvironment } = process.env;

describe.skipIf(reason !== null)(
  `${DOCUMENT} followed on a separate machine${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let fleet: Fleet;
    let clone: FreshClone;
    let emulator: PortalEmulator;
    let home: ThrowawayHome;
    let server: Server;
    let id: string;
    let crx: Buffer;
    const chromium = findBrowser('chrome');
    const packages = () => join(clone.folder, 'dist/packages');
    const administrator = () => ({ PATH: '/usr/local/bin:/usr/bin:/bin', HOME: fleet.folder });

    /**
     * Starts a server that the browser uses as the extension store. The server tells the browser which version is the
     * newest, and sends the package of that version.
     */
    function serve(): Promise<Server> {
      const store = createServer((request, response) => {
        const { port } = store.address() as AddressInfo;
        if (request.url?.startsWith('/package')) response.end(crx);
        else
          response.end(
            `<?xml version="1.0"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0"><app appid="${id}"><updatecheck codebase="http://127.0.0.1:${port}/package.crx" version="${version}"/></app></gupdate>`,
          );
      });
      return new Promise((done) => store.listen(0, '127.0.0.1', () => done(store)));
    }

    /** Packs the extension as a store does: without `key`, signed with the store's key. */
    function pack(key: string): Buffer {
      const extension = join(fleet.folder, 'extension');
      unpack(join(packages(), `keyferry-chrome-${version}.zip`), extension);
      const args = ['--no-sandbox', '--headless=new', `--pack-extension=${extension}`, `--pack-extension-key=${key}`];
      const more = [`--user-data-dir=${join(fleet.folder, 'packing')}`];
      execFileSync(chromium?.path ?? '', [...args, ...more], { env: administrator(), stdio: 'ignore' });
      rmSync(join(fleet.folder, 'packing'), { recursive: true, force: true });
      return readFileSync(`${extension}.crx`);
    }

    /**
     * Writes the policies from the document and the policies `more` into a file. In this file, the extension id and the
     * address of the store are those of the test.
     */
    function writePolicies(more: Record<string, unknown>): void {
      const { port } = server.address() as AddressInfo;
      const policies = JSON.parse(chromePolicies.replaceAll('EXTENSION_ID', id));
      policies.ExtensionSettings[id].update_url = `http://127.0.0.1:${port}/update.xml`;
      fleet.write(POLICIES, JSON.stringify({ ...policies, ...more }));
    }

    /** Signs in and writes a profile. The portal needs no confirmation, because a policy trusts it. */
    async function writeOneProfile(rig: BrowserRig, { credentialsFile }: ThrowawayHome): Promise<void> {
      await signIn(rig, emulator.startUrl);
      const popup = await rig.openPopupTab();
      await openRole(popup, /^sandbox.*Admin/);
      await element(popup, '#profile-name');
      expect(await popup.$('aria/[role="button"][name="Use this portal"]')).toBeNull();
      await press(popup, 'button', 'Write profile');
      await sees(popup, 'Profile sandbox-admin is ready, valid until');
      expect(readFileSync(credentialsFile, 'utf8')).toContain('[sandbox-admin]');
    }

    beforeAll(async () => {
      if (reason !== null) return;
      fleet = makeFleet();
      clone = makeFreshClone();
      const key = makeExtensionKey(join(fleet.folder, 'store.pem'));
      id = key.id;
      // The document tells administrators: core/identity.ts of the release must contain the extension id that the store
      // assigned.
      const identity = join(clone.folder, 'core/identity.ts');
      writeFileSync(identity, readFileSync(identity, 'utf8').replace(chromiumIds[0], id));
      execFileSync(process.execPath, ['scripts/run.mjs', 'package'], {
        cwd: clone.folder,
        env: buildEnvironment,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      crx = pack(key.file);
      [server, emulator] = await Promise.all([serve(), startPortalEmulator({})]);
      home = makeHome();
    }, BUILD_MS);
    afterAll(async () => {
      server?.closeAllConnections();
      server?.close();
      await emulator?.close();
      for (const each of [home, clone, fleet]) each?.remove();
    });

    it('installs the program for every user; a second run of the same command changes nothing', () => {
      const tarball = join(packages(), `keyferry-${version}.tgz`);
      fleet.run(
        'npm',
        ['install', '--global', '--prefix', '/usr/local', '--offline', '--no-audit', '--no-fund', tarball],
        administrator(),
      );
      const install = () => {
        const args = ['install', '--system', '--browser', 'chromium', '--browser', 'firefox', '--json'];
        return JSON.parse(fleet.run('keyferry', args, administrator()));
      };
      const first = install();
      expect(first.changed).toBe(true);
      expect(first.files.map(({ path }: { path: string }) => path)).toEqual(
        expect.arrayContaining([
          '/etc/chromium/native-messaging-hosts/com.keyferry.host.json',
          '/usr/lib/mozilla/native-messaging-hosts/com.keyferry.host.json',
          '/usr/local/lib/keyferry/bin/keyferry',
        ]),
      );
      expect(install().changed).toBe(false);
    });

    it('keyferry doctor reports a policy that blocks the host, but accepts the policy of the document', () => {
      const policy = () => {
        try {
          return fleet.run('keyferry', ['doctor'], home.env);
        } catch (error) {
          return (error as { stdout: string }).stdout;
        }
      };
      writePolicies({ NativeMessagingBlocklist: ['*'], NativeMessagingAllowlist: [] });
      expect(policy()).toContain('NativeMessagingBlocklist blocks every native host');
      writePolicies({ NativeMessagingBlocklist: ['*'] });
      expect(policy()).not.toContain('blocks');
    });

    it('Chromium installs and pins the extension, trusts the portal, applies the fixed settings and starts only the allowed host', async () => {
      writePolicies({
        NativeMessagingBlocklist: ['*'],
        NativeMessagingUserLevelHosts: false,
        // A policy installs this extension. By default, Chromium hides such an extension from the test's driver. This
        // policy makes the extension visible.
        DeveloperToolsAvailability: 1,
        '3rdparty': { extensions: { [id]: { trustedPortals: [emulator.startUrl], defaultRegion: 'eu-south-1' } } },
      });
      if (!chromium) throw new Error('there is no Chromium');
      // The tests usually start Chromium with this flag, and then Chromium downloads no extensions. So this test
      // removes the flag.
      const path = fleet.wrap('chromium', chromium.path, '--disable-background-networking');
      const found = { ...chromium, path };
      const rig: BrowserRig = await launchChromium({ emulator, home, host: false, isInProfile: true, found });
      try {
        expect(rig.extensionOrigin).toBe(`chrome-extension://${id}`);
        const options = await rig.openExtensionPage(OPTIONS_PATH);
        // Chromium reads a changed policy file only when the file has not changed again for some seconds.
        const managed = () => options.evaluate(async () => 'defaultRegion' in (await chrome.storage.managed.get()));
        await until(managed);
        await options.reload();
        await sees(options, 'Set by your administrator');
        expect(await options.$eval('#default-region', (field) => (field as HTMLInputElement).value)).toBe('eu-south-1');
        expect(await options.evaluate(async () => (await chrome.action.getUserSettings()).isOnToolbar)).toBe(true);
        await writeOneProfile(rig, home);
      } finally {
        await rig.close();
      }
    });

    it('Firefox installs the extension, trusts the portal, applies the fixed settings and starts the host', async ({
      skip,
    }) => {
      const firefox = findBrowser('firefox');
      if (!firefox) return skip('there is no Firefox');
      const { policies } = JSON.parse(firefoxPolicies);
      policies.ExtensionSettings[firefoxId].install_url = `file://${packages()}/keyferry-firefox-${version}.zip`;
      const settings = { trustedPortals: [emulator.startUrl], defaultRegion: 'eu-south-1' };
      const all = { ...policies, '3rdparty': { Extensions: { [firefoxId]: settings } } };
      fleet.write('/etc/firefox/policies/policies.json', JSON.stringify({ policies: all }));
      const found = { ...firefox, path: fleet.wrap('firefox', firefox.path, '') };
      const person = makeHome();
      const rig = await launchFirefox({ emulator, home: person, host: false, isInProfile: true, found });
      try {
        const options = await rig.openExtensionPage(OPTIONS_PATH);
        await sees(options, 'Set by your administrator');
        expect(await options.$eval('#default-region', (field) => (field as HTMLInputElement).value)).toBe('eu-south-1');
        await writeOneProfile(rig, person);
      } finally {
        await rig.close();
        person.remove();
      }
      return undefined;
    });

    it('keyferry uninstall removes every file that keyferry install wrote', () => {
      fleet.run('keyferry', ['uninstall', '--system'], administrator());
      const left = fleet.run(
        'sh',
        [
          '-c',
          'find /usr/local /etc/chromium /usr/lib/mozilla -name "*com.keyferry*" -o -path "/usr/local/lib/keyferry*"',
        ],
        administrator(),
      );
      expect(left).toBe('');
    });
  },
);
