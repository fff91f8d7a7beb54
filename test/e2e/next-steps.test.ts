import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chromiumIds, HOST_NAME } from '#core/identity.ts';
import type { Fault } from '../portal-emulator/faults.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until, untilIn } from '../waiting.ts';
import { byRole, findOption, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { keyferry } from './rig/host.ts';
import { openRole } from './rig/open-role.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

/**
 * Registers a host that uses another version of the protocol. The host answers every frame with the same reply, a reply
 * to `hello`.
 */
function registerOtherHost(home: ThrowawayHome, protocol: number): void {
  const folder = join(home.home, 'chromium-profile', 'NativeMessagingHosts');
  const program = join(home.home, 'other-host');
  const code = `let all = Buffer.alloc(0);
    process.stdin.on('data', (data) => {
      all = Buffer.concat([all, data]);
      while (all.length >= 4 && all.length >= 4 + all.readUInt32LE()) {
        const { id } = JSON.parse(all.subarray(4, 4 + all.readUInt32LE()));
        all = all.subarray(4 + all.readUInt32LE());
        const reply = Buffer.from(JSON.stringify({ v: 1, id, ok: true, version: '9.9.9', protocol: ${protocol} }));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(reply.length);
        process.stdout.write(Buffer.concat([length, reply]));
      }
    });`;
  writeFileSync(program, `#!${process.execPath}\n${code}\n`, { mode: 0o755 });
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: HOST_NAME,
    description: 'another time',
    path: program,
    type: 'stdio',
    allowed_origins: chromiumIds.map((id) => `chrome-extension://${id}/`),
  };
  writeFileSync(join(folder, `${HOST_NAME}.json`), JSON.stringify(manifest));
}

/**
 * The install command that an unpacked extension shows. The command runs a script in the clone in which the extension
 * was built.
 */
const INSTALL = `sh '${resolve('install-scripts/install.sh')}'`;

const noticesTheHost = (popup: Page) =>
  untilIn(popup, () => !document.querySelector('.copy-line code')?.textContent?.includes('install'));

describe('the popup', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let rig: ChromiumRig;

  beforeEach(async () => {
    emulator = await startPortalEmulator();
    home = makeHome();
  });
  afterEach(async () => {
    await rig?.close();
    await emulator.close();
    home.remove();
  });

  async function openList(): Promise<Page> {
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    return popup;
  }

  async function openCard(): Promise<Page> {
    const popup = await openList();
    await openRole(popup, /sandbox.*Admin/);
    await byRole(popup, 'button', 'Write profile');
    return popup;
  }

  it('copies keys without the host, shows the install command, and notices when the host is installed', async () => {
    rig = await launchChromium({ emulator, home, host: false });
    const popup = await openCard();
    await sees(popup, 'To write profiles, run');
    await press(popup, 'button', 'Copy for Bash');
    await sees(popup, /Copied/);
    await sees(popup, INSTALL);
    keyferry(home, 'install', '--browser', 'chromium', '--profile-dir', rig.profileDirectory);
    await noticesTheHost(popup);
    await press(popup, 'button', 'Write profile');
    await sees(popup, /is ready, valid until/);
  });

  it.each([
    [0, 'older than this extension'],
    [99, 'newer than this extension'],
  ])(
    'attack 17: says that a host with the protocol version %i is older or newer than the extension',
    async (protocol, sentence) => {
      registerOtherHost(home, protocol);
      rig = await launchChromium({ emulator, home, host: false });
      const popup = await openCard();
      await sees(popup, sentence);
    },
  );

  it('shows a button “Reload the portal tab” if the portal tab was open before the extension was installed', async () => {
    const { startUrl } = emulator;
    const before = async (browser: Browser) => void (await signIn({ browser }, startUrl));
    rig = await launchChromium({ emulator, home, before });
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Reload the portal tab');
    await byRole(popup, 'button', 'Use this portal');
    await sees(popup, startUrl);
  });

  it('says that the session has ended if the portal’s session has expired', async () => {
    rig = await launchChromium({ emulator, home });
    const popup = await openCard();
    emulator.expireSessions();
    await press(popup, 'button', 'Write profile');
    await sees(popup, /session has ended/);
  });

  it('shows a different sentence for throttling, a refused role, a removed role and a missing network', async () => {
    rig = await launchChromium({ emulator, home });
    const popup = await openCard();
    const play = async (fault: Fault, sentence: RegExp) => {
      emulator.options.faults = [fault];
      await press(popup, 'button', 'Write profile');
      await sees(popup, sentence);
      emulator.options.faults = [];
    };
    const on = '/federation/credentials';
    await play({ do: 'error', name: 'ForbiddenException', on }, /have no access/);
    await play({ do: 'error', name: 'ResourceNotFoundException', on }, /no longer has/);
    await play({ do: 'error', name: 'TooManyRequestsException', on }, /slow down/);
    await play({ do: 'reset', on }, /could not be reached/);
    await play({ do: 'login-page', on }, /does not understand/);
    await press(popup, 'button', 'Write profile');
    await sees(popup, /is ready, valid until/);
  });

  it('shows the list after a click on the toolbar button, and is not larger than browsers allow', async () => {
    rig = await launchChromium({ emulator, home });
    await openList();
    const popup = await rig.openActionPopup();
    await findOption(popup, /sandbox.*Admin/);
    const box = await popup.evaluate(() => {
      const { width, height } = document.body.getBoundingClientRect();
      return { width, height, wide: document.body.scrollWidth };
    });
    expect(box.width).toBeLessThanOrEqual(400);
    expect(box.height).toBeLessThanOrEqual(560);
    expect(box.wide).toBeLessThanOrEqual(box.width);
  });

  it('names the portal’s sites and asks for access if the browser gives no access to these sites', async () => {
    const extension = join(home.home, 'extension');
    cpSync('dist/chrome', extension, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'));
    // A person can choose the site access “on click” in Chromium, but a test cannot. Instead, the test changes the
    // manifest, so that the extension has no access to the site.
    const { host_permissions, content_scripts: _withheldToo, ...rest } = manifest;
    writeFileSync(
      join(extension, 'manifest.json'),
      JSON.stringify({ ...rest, optional_host_permissions: host_permissions }),
    );
    rig = await launchChromium({ emulator, home, extension });
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await byRole(popup, 'button', 'Allow access');
    await sees(popup, 'awsapps.com');
  });
});

describe('site access in Firefox', () => {
  it('is requested again after the person has removed it, and is granted with one click', async () => {
    const emulator = await startPortalEmulator();
    const rig = await launchFirefox({ emulator });
    try {
      await signIn(rig, emulator.startUrl);
      const popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
      const origins = [`${new URL(emulator.startUrl).protocol}//*.awsapps.com/start*`];
      await popup.evaluate((taken) => chrome.permissions.remove({ origins: taken }), origins);
      await press(popup, 'button', 'Allow access');
      await findOption(popup, /sandbox.*Admin/);
      await until(() => popup.evaluate((given) => chrome.permissions.contains({ origins: given }), origins));
    } finally {
      await rig.close();
      await emulator.close();
    }
  });
});

describe('a host that a person installs while the popup is open, in Firefox,', () => {
  it('is noticed by the popup, which had shown the install command', async () => {
    const emulator = await startPortalEmulator();
    const rig = await launchFirefox({ emulator, host: false });
    try {
      await signIn(rig, emulator.startUrl);
      const popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await sees(popup, INSTALL);
      keyferry(rig.home, 'install', '--browser', 'firefox');
      await noticesTheHost(popup);
    } finally {
      await rig.close();
      await emulator.close();
    }
  });
});
