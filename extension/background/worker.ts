import { createConsoleTabs } from './browser/console-tabs.ts';
import { createPortalTabs } from './browser/portal-tabs.ts';
import { createToolbarIcon } from './browser/toolbar-icon.ts';
import { createClockNote } from './host/clock-note.ts';
import { createNativeClient } from './host/host-client.ts';
import { listCurrent } from './listing/current.ts';
import { createIndexStore } from './listing/index-store.ts';
import { createPresence } from './listing/popup-presence.ts';
import { createPersonalStore } from './storage/personal-store.ts';
import { createSettingsStore } from './storage/settings-store.ts';
import { createViewPublisher } from './view-publisher.ts';
import type { WorkerDeps } from './worker-deps.ts';
import { createListParts } from './worker-lists.ts';
import { createProfileParts } from './worker-profiles.ts';
import { createSessionEnds, createSessionParts } from './worker-sessions.ts';

/** Creates and connects all parts of the worker. All lasting data is in storage, so a stopped worker loses nothing. */
export function createWorker(browser: WorkerDeps) {
  const { areas, later } = browser;
  // The parts report to the view, but the view is created after them. So these functions must be called only later.
  const refresh = () => view.refresh();
  const changed = () => view.changed();

  const settings = createSettingsStore(areas.local, browser.managed);
  const personal = createPersonalStore(areas, browser.now);
  const indexStore = createIndexStore(areas);
  const keepsLists = async () => (await settings.read()).keepIndexAfterSignOut;
  const host = createNativeClient({
    runtime: browser.runtime,
    later,
    changed({ state }) {
      changed();
      if (state === 'ready') clockNote.connected();
    },
  });

  const sessionParts = createSessionParts(browser, {
    changed: () => void profileParts.schedule.update().catch(() => undefined),
    clockChanged() {
      changed();
      clockNote.changed();
      void profileParts.schedule.update().catch(() => undefined);
    },
    identified: () =>
      void refresh()
        .then(listNow)
        .catch(() => undefined),
    async retired(key) {
      await indexStore.erase(key, await keepsLists());
      await personal.retire(key);
    },
  });
  const { sessions, trust, portals, cancellation, limiters, ambiguous } = sessionParts;
  const clockNote = createClockNote({ host, clock: sessionParts.clock });
  const stores = { settings, personal, indexStore };
  const profileParts = createProfileParts(browser, { ...sessionParts, ...stores, host, refresh, changed });
  const listParts = createListParts(browser, { ...sessionParts, ...stores, host, view: () => view });
  const { whole, drift, index } = listParts;
  const { progress, pending, shownProfiles, keepFresh } = profileParts;
  const listNow = () => listCurrent({ sessions, index, cancellation, personal });

  const view = createViewPublisher({
    ...browser,
    ...sessionParts,
    memory: areas.session,
    ambiguous: ambiguous.all,
    host: host.view,
    profiles: shownProfiles,
    fresh: keepFresh.view,
    writing: progress.view,
    cliNews: drift.of,
    composed: createToolbarIcon(browser),
  });
  const sessionEnds = createSessionEnds(browser, {
    ...sessionParts,
    personal,
    lists: indexStore,
    keepsLists,
    tables: [trust, portals, whole],
    refresh,
    ended(ended, last) {
      pending.clear();
      for (const { key } of ended) view.forgetListing(key);
      if (last) host.close();
    },
  });

  return {
    ...sessionParts,
    ...profileParts,
    ...listParts,
    ...stores,
    host,
    view,
    ...sessionEnds,
    tabs: createPortalTabs(browser),
    consoles: createConsoleTabs(browser),
    presence: createPresence(later, (present) => limiters.setQuiet(!present)),
  };
}
