import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TWO_LAUNCHES_MS } from '../driven-browser.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { untilDone } from '../waiting.ts';
import { findOption, press, retype, sees, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { answered, SLOW_CODES } from './rig/commands.ts';
import { launchFirefox } from './rig/firefox.ts';
import { askOnce } from './rig/live-ask.ts';
import { type LiveWish, openCard, setUpLive } from './rig/live-profiles.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const NAME = 'shared';
const IN_CHROMIUM = { account: 'sandbox', role: 'Admin', profile: NAME };
const IN_FIREFOX = { account: 'staging-payments', role: 'AdministratorAccess', profile: NAME };
const OTHER_PORTAL = 'https://other.awsapps.com/start';

/**
 * Sends a request for keys to a socket.
 * @returns `ok`, or the error code if the host refuses
 * @throws if the request reached a time limit, or if the host has ended without an answer
 */
function askSocket(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`{"v":1,"op":"credentials","profile":"${NAME}"}\n`));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const { ok, code } = JSON.parse(text || '{"code":"WORKER_STOPPED"}');
      if (SLOW_CODES.includes(code)) reject(new Error(code));
      else resolve(ok ? 'ok' : code);
    });
  });
}

describe('attack 60: a profile name that Chromium and Firefox use for two portals', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  const rigs: BrowserRig[] = [];
  let inChromium: Page;
  let inFirefox: Page;
  let ofChromium: string;
  let ofFirefox: string;

  const accountOf = async () => {
    const { stdout, stderr } = await answered(() => askOnce(home, NAME));
    expect(stderr).toBe('');
    return JSON.parse(stdout).AccountId;
  };
  /** Asks every host for keys over its socket. @returns the answers of the hosts, in alphabetical order */
  const answers = async () => {
    const folder = join(home.home, '.keyferry', 'run');
    const sockets = readdirSync(folder).filter((each) => /^\d+\.sock$/.test(each));
    return (await Promise.all(sockets.map((each) => askSocket(join(folder, each))))).toSorted();
  };
  /** Removes all profiles from the config file, as a person does with an editor. */
  const emptyConfig = () => writeFileSync(join(home.home, '.aws', 'config'), '', { mode: 0o600 });

  async function use(rig: BrowserRig, startUrl: string, { account, role }: LiveWish): Promise<Page> {
    rigs.push(rig);
    await signIn(rig, startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, new RegExp(`${account}.*${role}`));
    return popup;
  }

  beforeAll(async () => {
    emulator = await startPortalEmulator({ portals: [{ alias: 'demo' }, { alias: 'other' }] });
    home = makeHome();
    inChromium = await use(await launchChromium({ emulator, home }), emulator.startUrl, IN_CHROMIUM);
    inFirefox = await use(await launchFirefox({ emulator, home }), OTHER_PORTAL, IN_FIREFOX);
    ofChromium = await setUpLive(inChromium, IN_CHROMIUM);
  }, TWO_LAUNCHES_MS);
  afterAll(async () => {
    for (const rig of rigs) await rig.close();
    await emulator?.close();
    home?.remove();
  });

  it('is refused in the second browser while the first browser has a profile with this name', async () => {
    ofFirefox = await openCard(inFirefox, IN_FIREFOX);
    expect(ofFirefox).not.toBe(ofChromium);
    await press(inFirefox, 'radio', 'Live');
    await retype(inFirefox, '#profile-name', NAME);
    await press(inFirefox, 'button', 'Write profile');
    await sees(inFirefox, `The profile ${NAME} is already in`);
    await press(inFirefox, 'button', 'Back to the list');
    expect(await accountOf()).toBe(ofChromium);
  });

  it('belongs to the browser that set up the profile last; the other browser’s host refuses requests for the profile', async () => {
    emptyConfig();
    expect(await setUpLive(inFirefox, IN_FIREFOX)).toBe(ofFirefox);
    expect(await accountOf()).toBe(ofFirefox);
    expect(await untilDone(answers)).toEqual(['LIVE_NOT_MINE', 'ok']);
    emptyConfig();
    await setUpLive(inChromium, IN_CHROMIUM);
    expect(await accountOf()).toBe(ofChromium);
    expect(await untilDone(answers)).toEqual(['LIVE_NOT_MINE', 'ok']);
  });
});
