import type { CDPSession } from 'puppeteer-core';
import { byRole } from '../e2e/rig/actions.ts';
import { openWithManyRoles } from '../e2e/rig/many-roles.ts';
import { untilIn } from '../waiting.ts';
import budgets from './budgets.json' with { type: 'json' };
import type { Row } from './measure.ts';

/** The bytes of memory that a page or a worker still uses after a garbage collection. */
async function liveBytes(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.enable');
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return usedSize;
}

function row(what: string, bytes: number, budget: number): Row {
  const megabytes = bytes / 1e6;
  return {
    what: `memory of the ${what} at 5,000 roles (live JavaScript heap, Chromium)`,
    figure: `${megabytes.toFixed(1)} MB`,
    aim: `at most ${budget} MB`,
    met: megabytes <= budget,
  };
}

/** Measures the memory of the worker and the popup with 5,000 roles, during a search and a new listing. */
export async function benchMemory(): Promise<Row[]> {
  const many = await openWithManyRoles();
  try {
    await many.tab.close();
    const popup = await many.rig.openActionPopup();
    await popup.waitForSelector('[aria-setsize="5000"]');
    await popup.keyboard.type('payments prod admin');
    await popup.keyboard.press('Escape');
    await popup.waitForSelector('[aria-setsize="5000"]');
    await (await byRole(popup, 'button', 'Refresh the list')).click();
    await untilIn(popup, () => / of 1000/.test(document.querySelector('.progress')?.textContent ?? ''));
    const worker = await many.rig.worker();
    const popupBytes = await liveBytes(await popup.createCDPSession());
    const { workerMegabytes, popupMegabytes } = budgets.memory;
    return [row('worker', await liveBytes(worker.client), workerMegabytes), row('popup', popupBytes, popupMegabytes)];
  } finally {
    await many.close();
  }
}
