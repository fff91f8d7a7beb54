import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { signIn } from '../e2e/rig/actions.ts';
import type { ChromiumRig } from '../e2e/rig/chromium.ts';
import type { PortalEmulator } from '../portal-emulator/index.ts';

/** The process id of the host that gives keys to clients. Null if there is no such host. */
export function hostPid(home: string): number | null {
  try {
    const sockets = readdirSync(join(home, '.keyferry', 'run')).filter((name) => /^\d+\.sock$/.test(name));
    return sockets.length > 0 ? Number.parseInt(sockets[0] ?? '', 10) : null;
  } catch {
    return null;
  }
}

/**
 * Makes something go wrong. The promise resolves when everything works again. If Keyferry must repair the trouble
 * itself, the promise resolves as soon as the trouble has begun.
 */
export type Trouble = () => Promise<void>;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/**
 * Matches all paths of the portal's API. It does not match the path `/` of STS, because the clients' requests to STS
 * must succeed.
 */
const PORTAL_PATHS = /^\/\w/;

/**
 * The troubles of a long run. The key of each trouble is its name.
 * @param portal the browser tab with the portal
 */
export function troublesOf(emulator: PortalEmulator, rig: ChromiumRig, portal: Page): Record<string, Trouble> {
  let tab = portal;
  return {
    'the worker stops': () => rig.stopWorker(),
    'the host is killed': async () => {
      const pid = hostPid(rig.home.home);
      if (pid !== null) process.kill(pid, 'SIGKILL');
    },
    'the network to the portal is cut for 4 s': async () => {
      emulator.options.faults = [{ do: 'reset', on: PORTAL_PATHS }];
      await pause(4_000);
      emulator.options.faults = [];
    },
    'the portal throttles for 6 s': async () => {
      emulator.options.throttle = { ratePerSecond: 0.5, burst: 1, retryAfterSeconds: 1 };
      await pause(6_000);
      emulator.options.throttle = null;
    },
    'the session ends, and the person signs in again': async () => {
      emulator.signOutEverywhere();
      await tab.close();
      await pause(1_000);
      const context = await rig.browser.defaultBrowserContext();
      await context.deleteCookie(...(await context.cookies()));
      tab = await signIn(rig, emulator.startUrl);
    },
  };
}

/** Ends the troubles that the emulator causes, because a run can stop in the middle of a trouble. */
export function calm(emulator: PortalEmulator): void {
  emulator.options.faults = [];
  emulator.options.throttle = null;
}
