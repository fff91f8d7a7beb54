import { listCurrent } from '../listing/current.ts';
import { forgetClosedPages, lookIntoJar } from '../sessions/cookie-capture.ts';
import type { Worker } from '../worker.ts';
import type { Handler } from './router.ts';

/** Asks the portal pages whether they are ours; those that are tell their session anew. */
async function lookAtTabs({ tabs, view }: Worker): Promise<void> {
  await view.refresh({ staleTab: await tabs.anyStale() });
}

async function behind(worker: Worker): Promise<void> {
  await lookAtTabs(worker);
  await forgetClosedPages(worker, await worker.tabs.open());
  await lookIntoJar(worker);
  await worker.sessions.recheck();
  await worker.view.refresh({ withheld: await worker.withheld() });
  await listCurrent(worker);
}

/** Connects to a missing host again. Never fails: the view shows the result. */
export function retryHost({ host, profiles }: Pick<Worker, 'host' | 'profiles'>): Handler<'popup/retry-host'> {
  return async () => {
    await host.connect().then(profiles.refresh, () => undefined);
    return null;
  };
}

/** The popup is open: warms the host, answers with what is known, and looks at everything else behind. */
export function popupOpen(worker: Worker): Handler<'popup/open'> {
  return async () => {
    worker.presence.message();
    // A missing host shows in the view; nothing waits for it.
    worker.host.connect().then(worker.profiles.refresh, () => undefined);
    const nothingKnown = (await worker.sessions.all()).length === 0;
    if (nothingKnown) await lookAtTabs(worker);
    const view = await worker.view.refresh({ withheld: await worker.withheld() });
    behind(worker).catch(() => undefined);
    return view;
  };
}
