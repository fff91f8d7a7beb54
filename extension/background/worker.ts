import type { View } from '#core/protocol/messages.ts';
import { type ConsoleTabsDeps, createConsoleTabs } from './browser/console-tabs.ts';
import { createPortalTabs, type TabsDeps } from './browser/portal-tabs.ts';
import { createIcon, type IconDeps } from './browser/toolbar-icon.ts';
import { createCliNews } from './cli-profiles/drift.ts';
import { createCliWhole } from './cli-profiles/whole-portals.ts';
import { createHeldCredentials } from './credentials/pending.ts';
import { createNativeClient, type NativeDeps } from './host/host-client.ts';
import { listCurrent } from './listing/current.ts';
import { createIndexStore } from './listing/index-store.ts';
import { createPresence } from './listing/popup-presence.ts';
import { createRoleIndex } from './listing/role-index.ts';
import { createLimiters } from './portal-api/rate-limiters.ts';
import { createSsoClient } from './portal-api/sso-client.ts';
import { createExpiryNotices, type NoticeDeps } from './profiles/expiry-notices.ts';
import { createExpiryWatch, type ExpiryDeps } from './profiles/expiry-watch.ts';
import { createWriting } from './profiles/write-progress.ts';
import { createWrittenProfiles } from './profiles/written-profiles.ts';
import { createFlights } from './sessions/cancellation.ts';
import { type CookieJarDeps, createCookieJar } from './sessions/cookie-jar.ts';
import { createAdmitted, createGranted, withheld } from './sessions/host-permissions.ts';
import { lockedPortals } from './sessions/locked-portals.ts';
import { createWays } from './sessions/portal-memory.ts';
import { createPortalApi } from './sessions/session-requests.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { createSessions } from './sessions/sessions.ts';
import { createTrust } from './sessions/trusted-portals.ts';
import { createCookiePlaces } from './sessions/unreadable-portals.ts';
import type { Area, Areas } from './storage/areas.ts';
import { createPersonalStore } from './storage/personal-store.ts';
import { createSettingsStore } from './storage/settings-store.ts';
import { createViewKeeper } from './view-publisher.ts';

/** What the worker needs of the browser; a test gives fakes. */
export interface Surroundings
  extends Pick<ConsoleTabsDeps, 'windows'>,
    Pick<NativeDeps, 'runtime'>,
    Pick<ExpiryDeps, 'wakeAt'>,
    Pick<NoticeDeps, 'notifications'> {
  readonly action: IconDeps['action'] & ExpiryDeps['action'];
  readonly tabs: TabsDeps['tabs'] & ConsoleTabsDeps['tabs'];
  readonly areas: Areas;
  readonly managed: Pick<Area, 'get'> | undefined;
  readonly permissions: Parameters<typeof createGranted>[0] & CookieJarDeps['permissions'];
  readonly cookies: CookieJarDeps['cookies'];
  /** The cookie store of a normal window. */
  readonly defaultStore: string;
  readonly fetch?: typeof fetch;
  /** Epoch ms. */
  readonly now: () => number;
  /** Like setTimeout, giving what clears it. */
  readonly later: (task: () => void, ms: number) => () => void;
  readonly newId: () => string;
  /** A text's fingerprint, from which the text cannot be had. */
  readonly markOf: (text: string) => Promise<string>;
  /** Whether a listing is under way, to be taken up again if the browser stops the worker. */
  readonly busy: (yes: boolean) => void;
}

/** The worker's parts, put together. Holds nothing that a stopped worker could miss. */
export function createWorker(around: Surroundings) {
  const { areas, now, later } = around;
  const store = createSessionStore(areas.session);
  const admitted = createAdmitted(around.permissions);
  const trust = createTrust(areas, admitted);
  const ways = createWays(areas);
  const places = createCookiePlaces(areas.session);
  const jar = createCookieJar(around);
  const flights = createFlights();
  const granted = createGranted(around.permissions);
  const limiters = createLimiters({ now, later });
  const settings = createSettingsStore(areas.local, around.managed);
  const indexStore = createIndexStore(areas);
  const api = createPortalApi({ sso: createSsoClient(around), limiters, flights, store, granted });

  const keepsIndex = async () => (await settings.read()).keepIndexAfterSignOut;
  const personal = createPersonalStore(areas, now);
  const retired = async (key: string) => {
    await indexStore.erase(key, await keepsIndex());
    await personal.retire(key);
  };
  const sessions = createSessions({
    ...around,
    store,
    memory: areas.session,
    trust,
    ways,
    admitted,
    flights,
    api,
    retired,
    found: () =>
      void view
        .refresh()
        .then(() => listCurrent(worker))
        .catch(() => undefined),
  });

  const host = createNativeClient({
    runtime: around.runtime,
    later,
    changed: () => void view.refresh().catch(() => undefined),
  });
  const notices = createExpiryNotices({ ...around, memory: areas.session, settings });
  const draw = createIcon(around);
  const watch = createExpiryWatch({ ...around, ending: notices.warn });
  const written = (each: View) => {
    draw(each);
    watch(each);
  };
  const writing = createWriting(() => void view.refresh().catch(() => undefined));
  const cliWhole = createCliWhole(areas);
  const cliNews = createCliNews({
    memory: areas.session,
    index: indexStore,
    whole: cliWhole,
    host,
    settings,
    personal,
  });
  const locked = () => lockedPortals({ places, store, jar, ways });
  const parts = { locked, host: () => host.view(), writing: writing.view, cliNews: cliNews.of };
  const view = createViewKeeper({ memory: areas.session, sessions, ...parts, written });
  const profiles = createWrittenProfiles({ host, memory: areas.session, changed: () => view.refresh() });
  const index = createRoleIndex({
    api,
    store: indexStore,
    ways,
    now,
    later,
    busy: around.busy,
    pause: (ms) => new Promise((resolve) => later(resolve, ms)),
    progress(session, listing) {
      view.listing(session.key, listing);
      if (listing.phase === 'complete')
        void cliNews.look(session).then(
          () => view.refresh(),
          () => undefined,
        );
    },
    async refused(session) {
      await sessions.refused(session);
      await view.refresh();
    },
  });
  limiters.setQuiet(true);

  const worker = {
    sessions,
    trust,
    ways,
    places,
    jar,
    defaultStore: around.defaultStore,
    flights,
    settings,
    indexStore,
    personal,
    keepsIndex,
    api,
    host,
    view,
    profiles,
    notices,
    writing,
    cliWhole,
    cliNews,
    index,
    held: createHeldCredentials(later),
    tabs: createPortalTabs(around),
    consoles: createConsoleTabs(around),
    presence: createPresence(later, (present) => limiters.setQuiet(!present)),
    /** Looks at what the browser withholds of what the current session needs. */
    withheld: async () => withheld(granted, await sessions.current(), await trust.startUrls()),
  };
  return worker;
}

export type Worker = ReturnType<typeof createWorker>;
