import { existsSync, readFileSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from 'puppeteer-core';
import { readSections } from '#core/ini/document.ts';
import { byRole, findOption, press, sees, signIn } from '../e2e/rig/actions.ts';
import { launchChromium } from '../e2e/rig/chromium.ts';
import { makeHome } from '../e2e/rig/throwaway.ts';
import { makeOrganisation, startPortalEmulator } from '../portal-emulator/index.ts';
import { median, ms, type Row, times } from './measure.ts';

const ROLES = 20;
const ROUNDS = 5;
const LATENCY_MS = 60;
/** How long the benchmark waits after the first write, in ms. A second write of the file would be visible by then. */
const REST_MS = 300;

const rest = (time: number) => new Promise((done) => setTimeout(done, time));

async function withKey(page: Page, held: 'Control' | 'Alt', key: ' ' | 'a'): Promise<void> {
  await page.keyboard.down(held);
  await page.keyboard.press(key);
  await page.keyboard.up(held);
}

/** Chooses the first role, or all roles. When the function begins, no role may be chosen. */
async function choose(popup: Page, count: number): Promise<void> {
  await (await byRole(popup, 'searchbox', 'Search accounts and roles')).focus();
  await withKey(popup, 'Control', ' ');
  await sees(popup, '1 role chosen');
  if (count === 1) return;
  await withKey(popup, 'Alt', 'a');
  await sees(popup, `${count} roles chosen`);
}

/**
 * Measures the ms from the click until the file contains all profiles. Also counts how often the file was replaced in
 * this time.
 */
async function clickToFile(popup: Page, file: string, count: number) {
  await choose(popup, count);
  const before = statSync(file, { throwIfNoEntry: false })?.ino;
  const replaced: string[] = [];
  const watcher = watch(dirname(file), (event, name) => {
    if (event === 'rename' && name === 'credentials') replaced.push(name);
  });
  const button = await byRole(popup, 'button', 'Write profiles');
  const started = performance.now();
  await button.evaluate((element) => (element as HTMLElement).click());
  while (statSync(file, { throwIfNoEntry: false })?.ino === before) {
    if (performance.now() - started > 20_000) throw new Error('the profiles were not written');
    await new Promise((done) => setImmediate(done));
  }
  const took = performance.now() - started;
  await sees(popup, count === 1 ? /1 profile is ready/ : `${count} profiles are ready`);
  await rest(REST_MS);
  watcher.close();
  return { took, writes: replaced.length };
}

/**
 * Measures how twenty roles are written together: the requests, the writes of the file, and the time compared with one
 * role.
 */
export async function benchTogether(): Promise<Row[]> {
  const organisation = makeOrganisation({ accounts: ROLES, rolesPerAccount: 1 });
  const emulator = await startPortalEmulator({ organisation, latencyMs: LATENCY_MS });
  const home = makeHome('keyferry-bench-');
  const rig = await launchChromium({ emulator, home });
  const { credentialsFile } = home;
  try {
    await signIn(rig, emulator.startUrl);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /-20,/);
    await popup.waitForSelector('[aria-label="Refresh the list"][aria-disabled="false"]');
    await rest(REST_MS);
    const many: number[] = [];
    const one: number[] = [];
    const writes: number[] = [];
    await clickToFile(popup, credentialsFile, 1);
    for (let round = 0; round < ROUNDS; round += 1) {
      one.push((await clickToFile(popup, credentialsFile, 1)).took);
      emulator.clearRequests();
      const all = await clickToFile(popup, credentialsFile, ROLES);
      many.push(all.took);
      writes.push(all.writes, emulator.countOf('/federation/credentials') / ROLES);
    }
    const text = existsSync(credentialsFile) ? readFileSync(credentialsFile, 'utf8') : '';
    const whole = readSections(text).length === ROLES && writes.every((each) => each === 1);
    return [
      {
        what: `${ROLES} roles written together: writes of the file, requests a role`,
        figure: whole ? '1, 1' : `${Math.max(...writes)} at most, ${readSections(text).length} profiles`,
        aim: 'one frame, one write',
        met: whole,
      },
      {
        what: `the same: time to the file in place, against one role’s (${LATENCY_MS} ms latency; the portal is asked at 10 to 20 requests/s)`,
        figure: `${times(median(many) / median(one))} (${ms(median(many))} against ${ms(median(one))})`,
        aim: '',
        met: null,
      },
    ];
  } finally {
    await rig.close();
    await emulator.close();
    home.remove();
  }
}
