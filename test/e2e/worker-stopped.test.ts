import { existsSync, readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { until } from '../waiting.ts';
import { findOption, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { openRole } from './rig/open-role.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Expects that the file is unchanged, or that every section that Keyferry wrote is complete. */
function expectWholeFile(file: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const { values } of readSections(text)) {
    expect([...values.keys()]).toEqual(
      expect.arrayContaining(['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'x_keyferry']),
    );
  }
}

describe('attack 8: the worker is stopped', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;

  beforeAll(async () => {
    emulator = await startPortalEmulator({ latencyMs: 100 });
    rig = await launchChromium({ emulator });
    await signIn(rig, emulator.startUrl);
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('before the popup is opened: the popup still shows the new portal', async () => {
    await rig.stopWorker();
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
  });

  it('while the list loads: the rest of the list still arrives', async () => {
    await press(popup, 'button', 'Refresh the list');
    await pause(150);
    await rig.stopWorker();
    await popup.reload();
    await findOption(popup, /sandbox.*Admin/);
    await sees(popup, /prod-payments/);
  });

  it.each([0, 30, 60, 100, 130, 160, 200])(
    '%i ms after the click on “Write profile”: the popup reports success or says what to do',
    async (delay) => {
      await popup.reload();
      await openRole(popup, /sandbox.*Admin/);
      await press(popup, 'button', 'Write profile');
      await pause(delay);
      await rig.stopWorker();
      await sees(popup, /is ready, valid until|try again|Try again/);
      expectWholeFile(rig.home.credentialsFile);
      // Sometimes the browser stops the worker only at this moment. Then the popup asks the person to try again.
      await until(async () => {
        await press(popup, 'button', 'Write profile');
        await sees(popup, /is ready, valid until|[Tt]ry again/);
        return popup.evaluate(() => /is ready, valid until/.test(document.body.textContent ?? ''));
      });
      expectWholeFile(rig.home.credentialsFile);
    },
  );
});
