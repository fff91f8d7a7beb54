import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { onlyHere } from './rig/host.ts';
import { hostPid } from './rig/live-ask.ts';
import { setUpLive } from './rig/live-profiles.ts';
import { openRole } from './rig/open-role.ts';
import { type Packed, unpackPackages } from './rig/packed.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const NEXT = '0.99.0';
const KEYS = 'sandbox-admin';
const LIVE = 'live-one';
/**
 * The limit in ms until the browser uses the new program. The browser asks the host every 30 s whether a newer program
 * is installed.
 */
const BACK_MS = 120_000;
const why = process.env.KEYFERRY_SOAK ? '' : ' (skipped: it runs only with KEYFERRY_SOAK=1)';

describe.skipIf(why !== '')(`a release, installed from its packages, upgraded and removed${why}`, () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let packed: Packed;
  let rig: ChromiumRig | null = null;

  const config = () => readFileSync(join(home.home, '.aws', 'config'), 'utf8');
  const launcher = () => join(home.home, '.keyferry', 'bin', 'keyferry');
  const start = () =>
    launchChromium({ emulator, home, extension: packed.extension, host: (at, args) => void packed.run(at, args) });
  const ask = async () => {
    const { stdout } = await promisify(execFile)(launcher(), ['credential-process', '--profile', LIVE], {
      env: home.env,
    });
    return JSON.parse(stdout);
  };
  /** The command line of the process that serves live profiles. */
  const servingHost = () => readFileSync(`/proc/${hostPid(home)}/cmdline`, 'utf8');

  beforeAll(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
    packed = unpackPackages('chrome');
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
    packed?.remove();
    home?.remove();
  });

  it('writes a profile with keys and a live profile', async () => {
    rig = await start();
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await openRole(popup, /^sandbox.*Admin/);
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${KEYS} is ready, valid until`);
    await press(popup, 'button', 'Back to the list');
    await setUpLive(popup, { account: 'prod-payments', role: 'ReadOnly', profile: LIVE });
    expect(await ask()).toMatchObject({ Version: 1 });
    // The browser does not start the new program while the popup is open.
    await popup.close();
  });

  it('is updated to a newer program while the browser runs, and the browser soon uses the new program', async () => {
    if (!rig) throw new Error('there is no browser');
    expect(servingHost()).toContain(version);
    packed.release(NEXT);
    packed.run(home, ['install', ...onlyHere('chromium', rig.profileDirectory)]);
    expect(packed.run(home, ['--version'])).toContain(NEXT);
    // Until the browser has started the new program, the old program answers requests for the live profile.
    expect(await ask()).toMatchObject({ Version: 1 });
    await until(() => (servingHost().includes(NEXT) ? true : null), BACK_MS);
    expect(await until(ask, BACK_MS)).toMatchObject({ Version: 1 });
  });

  it('is updated to a newer extension, which still knows the portal and both profiles', async () => {
    const before = config();
    await rig?.close();
    rig = await start();
    // The person is still signed in to the portal.
    await (await rig.browser.newPage()).goto(emulator.startUrl);
    const popup = await rig.openPopupTab();
    await findOption(popup, new RegExp(`profile ${KEYS}`));
    await findOption(popup, new RegExp(`live profile ${LIVE}`));
    expect(await popup.evaluate(() => chrome.runtime.getManifest().version)).toBe(NEXT);
    expect(config()).toBe(before);
  });

  it('is removed: `uninstall` names the live profile but does not remove it; `uninstall --live-profiles` removes it', async () => {
    await rig?.close();
    rig = null;
    const said = packed.run(home, ['uninstall']);
    expect(said).toContain(LIVE);
    expect(said).toContain('--live-profiles');
    expect(existsSync(launcher())).toBe(false);
    expect(config()).toContain(`[profile ${LIVE}]`);
    packed.run(home, ['uninstall', '--live-profiles']);
    expect(config()).not.toContain(LIVE);
    expect(readFileSync(home.credentialsFile, 'utf8')).toContain(`[${KEYS}]`);
  });
});
