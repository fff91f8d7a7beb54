import { readFileSync, statSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { byRole, findOption, listingIsOver, press, sees, signIn } from '../e2e/rig/actions.ts';
import { launchChromium } from '../e2e/rig/chromium.ts';
import { makeHome } from '../e2e/rig/throwaway.ts';
import { startPortalEmulator } from '../portal-emulator/index.ts';
import { openFileFloor } from './file-floor.ts';
import { median, ms, type Row, times } from './measure.ts';

const ROUNDS = 15;

/** Ms from the click until the file is replaced. The function recognises the new file by its new inode number. */
async function clickToFile(page: Page, file: string): Promise<number> {
  const before = statSync(file, { throwIfNoEntry: false })?.ino;
  const button = await byRole(page, 'button', 'Write profile');
  const started = performance.now();
  await button.evaluate((element) => (element as HTMLElement).click());
  while (statSync(file, { throwIfNoEntry: false })?.ino === before) {
    if (performance.now() - started > 10_000) throw new Error('the profile was not written');
    await new Promise((done) => setImmediate(done));
  }
  return performance.now() - started;
}

/**
 * Measures one click on “Write profile”: the number of requests to the portal, and the time without the portal's
 * latency.
 */
export async function benchClick(): Promise<Row[]> {
  const latency = 60;
  const emulator = await startPortalEmulator({ latencyMs: latency });
  const home = makeHome('keyferry-bench-');
  const rig = await launchChromium({ emulator, home });
  const floor = openFileFloor(home);
  try {
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await (await findOption(popup, /sandbox.*Admin/)).click();
    await press(popup, 'button', 'Write profile');
    await sees(popup, /is ready, valid until/);
    await listingIsOver(emulator);
    emulator.clearRequests();
    const clicks: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      clicks.push((await clickToFile(popup, home.credentialsFile)) - latency);
      floors.push(await floor.write(readFileSync(home.credentialsFile, 'utf8')));
      // The popup ignores a new click while it still works on the click before.
      await new Promise((done) => setTimeout(done, 150));
    }
    const requests = emulator.countOf('/federation/credentials') / ROUNDS;
    return [
      {
        what: 'portal requests of one click on “Write profile”',
        figure: `${requests}`,
        aim: 'exactly 1',
        met: requests === 1 && emulator.requests.length === ROUNDS,
      },
      {
        what: `click to file in place, beyond the portal’s ${latency} ms, against the same file work in plain Node on an open pipe`,
        figure: `${times(median(clicks) / median(floors))} (${ms(median(clicks))} against ${ms(median(floors))})`,
        aim: '',
        met: null,
      },
    ];
  } finally {
    await floor.close();
    await rig.close();
    await emulator.close();
    home.remove();
  }
}
