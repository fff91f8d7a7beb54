import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import type { ChromiumRig } from '../e2e/rig/chromium.ts';
import { hostPid } from './troubles.ts';

/** Memory in MB. The value is null for a part that does not run at this moment. */
export interface Memory {
  readonly worker: number | null;
  readonly host: number | null;
  readonly popup: number | null;
}

const MB = 1024 * 1024;

/** The memory of a process in MB, without the memory that it shares with other processes. */
function privateMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return (
    [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB/gm)].reduce((sum, [, n]) => sum + Number(n), 0) / 1024
  );
}

interface HeapClient {
  send(method: 'HeapProfiler.collectGarbage'): Promise<unknown>;
  send(method: 'Runtime.getHeapUsage'): Promise<{ usedSize: number }>;
}

/** The used heap in MB after a garbage collection. */
async function heapMb(client: HeapClient): Promise<number> {
  await client.send('HeapProfiler.collectGarbage');
  return (await client.send('Runtime.getHeapUsage')).usedSize / MB;
}

const orNull = <T>(work: Promise<T>): Promise<T | null> => work.catch(() => null);

/**
 * Measures the heaps of the worker and of the popup, and the memory of the host that it does not share with other
 * processes.
 */
export async function measureMemory(rig: ChromiumRig, popup: Page): Promise<Memory> {
  const ofHost = async () => {
    const pid = hostPid(rig.home.home);
    return pid === null ? null : privateMb(pid);
  };
  const ofPopup = async () => {
    const session = await popup.createCDPSession();
    try {
      return await heapMb(session as HeapClient);
    } finally {
      await session.detach();
    }
  };
  const ofWorker = async () => heapMb((await rig.worker()).client as unknown as HeapClient);
  return { worker: await orNull(ofWorker()), host: await orNull(ofHost()), popup: await orNull(ofPopup()) };
}
