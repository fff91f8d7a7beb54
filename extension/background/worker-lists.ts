import { createCliDrift } from './cli-profiles/drift.ts';
import { createTerminalLists } from './cli-profiles/terminal-lists.ts';
import { createWholePortals } from './cli-profiles/whole-portals.ts';
import type { NativeClient } from './host/host-client.ts';
import { ignoreErrors } from './ignore-errors.ts';
import type { IndexStore } from './listing/index-store.ts';
import { createRoleIndex } from './listing/role-index.ts';
import type { PersonalStore } from './storage/personal-store.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import type { ViewPublisher } from './view-publisher.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { SessionParts } from './worker-sessions.ts';

export interface ListPartsDeps extends Pick<SessionParts, 'sessions' | 'requests' | 'portals'> {
  readonly indexStore: IndexStore;
  readonly settings: SettingsStore;
  readonly personal: PersonalStore;
  readonly host: NativeClient;
  /** Id of this installation of the extension. */
  readonly installation: () => Promise<string>;
  readonly view: () => Pick<ViewPublisher, 'refresh' | 'changed' | 'listing'>;
}

/**
 * Creates the parts that work with lists of accounts and roles. One part compares a new list with the CLI profiles and
 * finds the profiles that are out of date.
 */
export function createListParts(browser: WorkerDeps, deps: ListPartsDeps) {
  const { sessions, requests, portals, indexStore, view } = deps;
  const whole = createWholePortals(browser.areas);
  const drift = createCliDrift({ ...deps, memory: browser.areas.session, index: indexStore, whole });
  const terminalLists = createTerminalLists(browser.areas, { ...deps, index: indexStore, whole });
  const index = createRoleIndex({
    ...browser,
    api: requests,
    store: indexStore,
    ways: portals,
    pause: (ms) => new Promise((resolve) => browser.later(resolve, ms)),
    progress(session, listing) {
      view().listing(session.key, listing);
      if (listing.phase !== 'complete') return;
      ignoreErrors(terminalLists.send());
      drift.compare(session).then(
        () => view().changed(),
        () => undefined,
      );
    },
    async refused(session) {
      await sessions.refused(session);
      await view().refresh();
    },
  });
  return { index, whole, drift, terminalLists };
}

export type ListParts = ReturnType<typeof createListParts>;
