import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { byRole, findOption, press, retype, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { keyferry } from './rig/host.ts';
import { openCard, sendAsPopup } from './rig/live-profiles.ts';
import type { ThrowawayHome } from './rig/throwaway.ts';

/** Installs the program, and then replaces it with the program of an earlier version. */
function installOldProgram(home: ThrowawayHome, args: readonly string[]): void {
  keyferry(home, ...args);
  const folder = join(home.home, '.local', 'share', 'keyferry');
  const [version = ''] = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'keyferry.cjs')));
  copyFileSync(resolve('test/e2e/rig/old-program.cjs'), join(folder, version, 'keyferry.cjs'));
}

declare global {
  interface Window {
    /** The positions of the field `Profile name` after each of its moves, in px from the top. */
    moves: number[];
  }
}

/** Notes in the page each new position of the field `Profile name`. */
const noteMoves = (popup: Page): Promise<void> =>
  popup.evaluate(() => {
    const top = () => document.querySelector('#profile-name')?.getBoundingClientRect().top ?? Number.NaN;
    let before = top();
    window.moves = [];
    new MutationObserver(() => {
      if (top() !== before) window.moves.push(top());
      before = top();
    }).observe(document.body, { subtree: true, childList: true });
  });

describe('the extension with an older program that does not support live profiles', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;
  let accountId: string;

  beforeAll(async () => {
    emulator = await startPortalEmulator({});
    rig = await launchChromium({ emulator, host: installOldProgram });
    await signIn(rig, emulator.startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    accountId = await openCard(popup, { account: 'sandbox', role: 'Admin' });
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('says after a click on “Live” that the program is too old, and how to update the program', async () => {
    await press(popup, 'radio', 'Live');
    await sees(popup, 'The installed program is too old for live profiles. To update it, run');
  });

  it('refuses to set up a live profile, says that the program is too old, and opens no socket', async () => {
    const { sessions } = (await sendAsPopup(popup, 'popup/open', {})) as { sessions: { key: string }[] };
    const roles = [{ accountId, roleName: 'Admin', name: 'live-one' }];
    const wish = { session: sessions[0]?.key, roles, form: 'live', whole: false, prune: [] };
    await noteMoves(popup);
    await expect(sendAsPopup(popup, 'popup/save-cli-profiles', wish)).rejects.toThrow(sentenceFor('HOST_OLD', {}));
    expect(existsSync(join(rig.home.home, '.keyferry', 'run'))).toBe(false);
    expect(existsSync(join(rig.home.home, '.aws', 'config'))).toBe(false);
  });

  it('still says after the refusal that the program is too old; no part of the role’s card moves meanwhile', async () => {
    // The answer to this message comes after the worker has published its last view.
    await sendAsPopup(popup, 'popup/open', {});
    await sees(popup, 'The installed program is too old for live profiles. To update it, run');
    expect(await popup.evaluate(() => window.moves)).toEqual([]);
  });

  it('still writes a profile with keys', async () => {
    await press(popup, 'radio', 'Keys');
    await retype(popup, '#profile-name', 'written');
    await press(popup, 'button', 'Write profile');
    await sees(popup, /Profile written is ready/);
    const text = readFileSync(rig.home.credentialsFile, 'utf8');
    expect(text).toContain('[written]');
    expect(emulator.issued.accessKeyIds.some((key) => text.includes(key))).toBe(true);
    await byRole(popup, 'button', 'Write profile');
  });
});
