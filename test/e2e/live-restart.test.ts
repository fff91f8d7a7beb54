import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { findOption, press, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { answered, type Ended } from './rig/commands.ts';
import { askOnce, askUntilKeys, askUntilRefused, hostPid } from './rig/live-ask.ts';
import { setUpLive } from './rig/live-profiles.ts';
import { type PlainBrowser, putIntoProfile, startPlainChromium } from './rig/plain-chromium.ts';
import { makeHome, type ThrowawayHome } from './rig/throwaway.ts';

const isSoak = Boolean(process.env.KEYFERRY_SOAK);
/** The limit in ms until Keyferry answers again. It should take at most 30 s, but a busy machine may need longer. */
const BACK_MS = 90_000;
const MINUTE_MS = 60_000;
/**
 * The time in ms during which no program asks for keys. A browser stops a worker after 30 s, unless the worker has an
 * open port.
 */
const SILENCE_MS = isSoak ? 40 * MINUTE_MS : 45_000;
/**
 * The limits for the memory and the CPU time of an idle host. The aims are 10 MB and almost no CPU time, usually 30 ms.
 * The limits are higher, because an idle host needs more CPU time on a slow machine. A host that works all the time
 * would need far more.
 */
const MOST_PRIVATE_MB = 15;
const MOST_CPU_MS = 1500;
/** The unit of the CPU times in /proc, in ms. */
const TICK_MS = 10;

/** The CPU time of a process in ms, and the memory in MB that it does not share with other processes. */
function usageOf(pid: number): { readonly cpuMs: number; readonly privateMb: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kb = [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, privateMb: kb / 1024 };
}

describe('a live profile after a restart of the browser, without a test driver', () => {
  let emulator: PortalEmulator;
  let home: ThrowawayHome;
  let plain: PlainBrowser;
  let accountId: string;

  const profileDirectory = () => join(home.home, 'chromium-profile');
  const ask = () => askOnce(home, 'live-one');
  const expectKeys = ({ stdout, stderr }: Ended) => {
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ Version: 1, AccountId: accountId });
  };

  /** Sets up a live profile, closes the browser, and starts it again without the portal's page. */
  async function restart(permissions: readonly string[]): Promise<void> {
    putIntoProfile(profileDirectory(), permissions);
    const rig: ChromiumRig = await launchChromium({ emulator, home, isInProfile: true });
    try {
      await signIn(rig, emulator.startUrl);
      const popup: Page = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await findOption(popup, /sandbox.*Admin/);
      accountId = await setUpLive(popup, { account: 'sandbox', role: 'Admin', profile: 'live-one' });
      expectKeys(await answered(ask));
    } finally {
      await rig.close();
    }
    // The host ends a little later than the browser. Until then, a program may get another answer, so the test asks
    // again.
    await askUntilRefused(ask, /does not answer\. Start it and sign in at/);
    emulator.clearRequests();
    plain = startPlainChromium({ emulator, home }, profileDirectory());
  }

  beforeEach(async () => {
    emulator = await startPortalEmulator({});
    home = makeHome();
  });
  afterEach(async () => {
    await plain?.end();
    await emulator?.close();
    home?.remove();
  });

  const silence = `${SILENCE_MS / MINUTE_MS} min without requests`;
  it(`gives keys again without a portal tab if the extension has the permission \`cookies\`, also after ${silence}`, {
    timeout: SILENCE_MS + 5 * MINUTE_MS,
  }, async () => {
    await restart(['cookies']);
    expectKeys(await askUntilKeys(ask, BACK_MS));
    // A client may reach its time limit before the answer comes. Then it asks again, and the extension requests keys
    // more than once.
    const fetches = emulator.countOf('/federation/credentials');
    expect(fetches).toBeGreaterThan(0);
    const pid = hostPid(home);
    const before = usageOf(pid);
    await new Promise((done) => setTimeout(done, SILENCE_MS));
    const after = usageOf(pid);
    const cpuMs = after.cpuMs - before.cpuMs;
    console.log(`host over ${silence}: ${cpuMs} ms CPU time, ${after.privateMb.toFixed(1)} MB private memory`);
    expectKeys(await answered(ask));
    expect(hostPid(home)).toBe(pid);
    // The worker still has the keys in memory, so the browser never stopped the worker.
    expect(emulator.countOf('/federation/credentials')).toBe(fetches);
    expect(cpuMs).toBeLessThan(MOST_CPU_MS + SILENCE_MS / 1000);
    expect(after.privateMb).toBeLessThan(MOST_PRIVATE_MB);
  });

  it('says where to sign in if the extension has no permission `cookies`', { timeout: 5 * MINUTE_MS }, async () => {
    await restart([]);
    const { stderr } = await answered(ask, BACK_MS);
    expect(stderr).toMatch(/^keyferry: .*Sign in at https:\/\/demo\.awsapps\.com\/start.*\n$/);
  });
});
