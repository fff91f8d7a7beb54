import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { openCard, sendAsPopup } from './rig/live-profiles.ts';

const PROFILE = 'sandbox-admin';
/**
 * The lifetime of keys in ms. Keyferry renews keys after a third of this time, but renews a profile at most once a
 * minute.
 */
const LIFE_MS = 150_000;
/** The limit in ms for a renewal. A stopped worker starts again only at its next alarm, up to half a minute later. */
const RENEWED_MS = 150_000;

describe('a profile that is kept fresh', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;

  const key = () =>
    readSections(readFileSync(rig.home.credentialsFile, 'utf8'))
      .find(({ name }) => name === PROFILE)
      ?.values.get('aws_access_key_id');
  /** Waits until the file contains keys other than `before`. @returns the new key id */
  const renewed = (before: string | undefined) => until(() => (key() === before ? null : key()), RENEWED_MS);

  beforeAll(async () => {
    emulator = await startPortalEmulator({ roleSessionMs: LIFE_MS });
    rig = await launchChromium({ emulator });
    await signIn(rig, emulator.startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await openCard(popup, { account: 'sandbox', role: 'Admin' });
    await press(popup, 'button', 'Write profile');
    await sees(popup, `Profile ${PROFILE} is ready`);
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('gets new keys without a click, even after the browser has stopped the worker', {
    timeout: 3 * RENEWED_MS,
  }, async () => {
    const first = key();
    expect(emulator.issued.accessKeyIds).toEqual([first]);
    await sendAsPopup(popup, 'popup/keep-fresh', { names: [PROFILE], on: true });
    await popup.close();
    const second = await renewed(first);
    await rig.stopWorker();
    const third = await renewed(second);
    expect(emulator.issued.accessKeyIds).toEqual([first, second, third]);
  });
});
