import { createConsoleLinks } from './browser/console-links.ts';
import { createConsoleTabs } from './browser/console-tabs.ts';
import { createPortalPage } from './browser/portal-page.ts';
import { createPortalTabs } from './browser/portal-tabs.ts';
import { createClockNote } from './host/clock-note.ts';
import { createNativeClient } from './host/host-client.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { listCurrent } from './listing/current.ts';
import { createPresence } from './listing/popup-presence.ts';
import type { WorkerDeps } from './worker-deps.ts';
import { createListParts } from './worker-lists.ts';
import { createLiveParts } from './worker-live.ts';
import { createProfileParts } from './worker-profiles.ts';
import { createQuestionParts } from './worker-questions.ts';
import { createSessionEnds, createSessionParts } from './worker-sessions.ts';
import { createStores } from './worker-stores.ts';
import { createTerminalParts } from './worker-terminal.ts';
import { createWorkerView } from './worker-view.ts';

/**
 * Creates all parts of the worker and connects them. The browser may stop the worker at any time. So all data that must
 * survive is in storage.
 */
export function createWorker(browser: WorkerDeps) {
  const { later } = browser;
  // The parts call these functions of the view, but the view is created after the parts. So the parts must not call
  // them before the view exists.
  const refresh = () => view.refresh();
  const changed = () => view.changed();

  const stores = createStores(browser);
  const showHost = (state: ReturnType<typeof host.view>) => {
    changed();
    live.port.hostChanged(state);
    if (state.state !== 'ready') return;
    clockNote.connected();
    ignoreErrors(listParts.terminalLists.send());
  };
  const host = createNativeClient({ runtime: browser.runtime, later, changed: showHost });

  const sessionParts = createSessionParts(browser, {
    changed() {
      ignoreErrors(profileParts.schedule.update());
      ignoreErrors(live.sessionsChanged());
      ignoreErrors(live.port.update());
    },
    clockChanged() {
      changed();
      clockNote.changed();
      ignoreErrors(profileParts.schedule.update());
    },
    identified: () => ignoreErrors(refresh().then(listNow)),
    retired: stores.retired,
  });
  const { trust, portals, limiters } = sessionParts;
  const clockNote = createClockNote({ host, clock: sessionParts.clock });
  const presence = createPresence(later, (present) => limiters.setQuiet(!present));
  const questionParts = createQuestionParts(browser, { ...stores, changed });
  const before = { ...sessionParts, ...stores, ...questionParts, host };
  const updatePort = () => ignoreErrors(live.port.update());
  const profileParts = createProfileParts(browser, { ...before, refresh, changed, updatePort });
  const { progress, pending } = profileParts;
  const restore = (startUrls: readonly string[]) => sessionEnds.capture.restore(startUrls);
  const consoles = createConsoleTabs(browser);
  const consoleParts = { consoles, consoleLinks: createConsoleLinks(stores) };
  const live = createLiveParts(browser, {
    ...before,
    ...profileParts,
    ...consoleParts,
    showPortal: createPortalPage({ ...browser, consoles }),
    changed,
    restore,
    isBusy: () => presence.isOpen() || progress.view() !== null || terminal.underWay() > 0,
  });
  const terminal = createTerminalParts(browser, { ...before, ...profileParts, live, restore, changed });
  host.serve({ ...live.handlers, ...terminal.handlers });
  const listDeps = { ...sessionParts, ...stores, host, installation: live.installation.get, view: () => view };
  const listParts = createListParts(browser, listDeps);
  const listNow = () => listCurrent({ ...sessionParts, ...stores, index: listParts.index });

  const view = createWorkerView(browser, { ...sessionParts, ...profileParts, ...listParts, host, live });
  const sessionEnds = createSessionEnds(browser, {
    ...sessionParts,
    ...stores,
    lists: stores.indexStore,
    tables: [trust, portals, listParts.whole, listParts.terminalLists],
    refresh,
    ended(ended, last) {
      pending.clear();
      ignoreErrors(live.ended(ended));
      for (const { key } of ended) view.forgetListing(key);
      if (last) host.release();
    },
  });

  const tabs = createPortalTabs(browser);
  const parts = { ...before, ...profileParts, ...listParts, ...sessionEnds, ...consoleParts };
  return { ...parts, view, tabs, live, presence };
}
