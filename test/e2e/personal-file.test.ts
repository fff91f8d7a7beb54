import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { PATIENCE_MS, untilDone } from '../waiting.ts';
import { byRole, findOption, press, sees, signIn } from './rig/actions.ts';
import { OPTIONS_PATH } from './rig/browser-rig.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { markAndLabel } from './rig/open-role.ts';
import { dumpStorage } from './rig/stored.ts';
import { allRolesShown } from './rig/worker-view.ts';

const ADMIN = /sandbox.*, Admin$/;

describe('favourites and labels, with export and import,', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;
  let options: Page;
  let downloads: string;
  let text: string;

  const file = () => join(downloads, 'keyferry-personal.json');
  const confirmPortal = async () => {
    await popup.bringToFront();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox/);
  };
  async function choose(path: string): Promise<void> {
    await options.bringToFront();
    const opened = options.waitForFileChooser({ timeout: PATIENCE_MS });
    const [chooser] = await Promise.all([opened, press(options, 'button', 'Import …')]);
    await chooser.accept([path]);
  }

  beforeAll(async () => {
    emulator = await startPortalEmulator();
    rig = await launchChromium({ emulator });
    downloads = mkdtempSync(join(tmpdir(), 'keyferry-downloads-'));
    const browser = await rig.browser.target().createCDPSession();
    await browser.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    popup = await rig.openPopupTab();
    await signIn(rig, emulator.startUrl);
    await confirmPortal();
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
    if (downloads) rmSync(downloads, { recursive: true, force: true });
  });

  it('are exported without a secret and without the user’s name', async () => {
    await allRolesShown(popup);
    await markAndLabel(popup, ADMIN, 'Playground');
    options = await rig.openExtensionPage(OPTIONS_PATH);
    await press(options, 'button', 'Export');
    await sees(options, 'keyferry-personal.json was downloaded.');
    const { portals } = await untilDone(() => {
      text = readFileSync(file(), 'utf8');
      return JSON.parse(text) as { portals: Record<string, unknown>[] };
    });
    expect(portals).toMatchObject([
      {
        startUrl: emulator.startUrl,
        user: expect.stringMatching(/^[0-9a-f]{32}$/),
        accounts: [{ accountId: expect.stringMatching(/^\d{12}$/), label: 'Playground' }],
        roles: [{ roleName: 'Admin', favourite: true }],
      },
    ]);
    const { sessions } = JSON.parse(await dumpStorage(options, 'session')) as {
      sessions: { token: string; user: string }[];
    };
    expect(sessions[0]?.token.length).toBeGreaterThan(10);
    for (const secret of sessions.flatMap(({ token, user }) => [token, user])) expect(text).not.toContain(secret);
  });

  it('are deleted by “Forget everything”, and cannot be imported while the browser does not know the portal’s user', async () => {
    await press(options, 'button', 'Forget everything …');
    await press(options, 'button', 'Forget everything');
    await sees(options, 'Everything was forgotten.');
    await sees(options, 'None yet.');
    expect(await dumpStorage(options, 'local')).not.toContain('Playground');
    await choose(file());
    await sees(options, 'Nothing to import');
    await sees(options, 'This browser does not know the user of these entries.');
    await press(options, 'button', 'Close');
  });

  it('are not imported from an invalid file, and one sentence names the reason', async () => {
    const broken = join(downloads, 'broken.json');
    writeFileSync(broken, text.replace('"favourite": true', '"favourite": "yes"'));
    await choose(broken);
    await sees(
      options,
      /Nothing was imported because the entry “portals\.0\.roles\.0\.favourite” in the file is not valid\./,
    );
  });

  it('can be imported after a new sign-in; a preview first shows what the import adds', async () => {
    // The portal still accepts the old cookie, so the person is signed in again.
    await (await rig.browser.newPage()).goto(emulator.startUrl);
    await confirmPortal();
    await options.bringToFront();
    await sees(options, 'Confirmed for 1 user.');
    await choose(file());
    await sees(options, '2 added, 0 changed, 0 already here.');
    await sees(options, 'Own label: Playground');
    expect(await dumpStorage(options, 'local')).not.toContain('Playground');
    await press(options, 'button', 'Import');
    await sees(options, 'Imported: 2 values added, 0 changed.');
    await popup.bringToFront();
    await popup.reload();
    await findOption(popup, /^Playground, sandbox/);
    expect(await popup.$eval('[role=option]', (each) => each.getAttribute('aria-label'))).toMatch(ADMIN);
  });

  it('are deleted if the person forgets the portal; the person must then confirm the portal again', async () => {
    await options.bringToFront();
    await press(options, 'button', `Forget ${new URL(emulator.startUrl).hostname.split('.')[0]}`);
    await press(options, 'button', 'Forget');
    await sees(options, 'demo was forgotten.');
    const stored = await dumpStorage(options, 'local');
    expect(stored).not.toContain('Playground');
    expect(stored).not.toContain(emulator.startUrl);
    await (await rig.browser.newPage()).goto(emulator.startUrl);
    await popup.bringToFront();
    await byRole(popup, 'button', 'Use this portal');
  });
});
