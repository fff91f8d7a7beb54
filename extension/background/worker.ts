import type { View } from '#core/messages.ts';
import { createCliNews } from './cli-news.ts';
import { createCliWhole } from './cli-whole.ts';
import { type ConsoleTabsDeps, createConsoleTabs } from './console-tabs.ts';
import { type CookieJarDeps, createCookieJar } from './cookie-jar.ts';
import { createCookiePlaces } from './cookie-places.ts';
import { listCurrent } from './current-listing.ts';
import { createExpiryNotices, type NoticeDeps } from './expiry-notices.ts';
import { createExpiryWatch, type ExpiryDeps } from './expiry-watch.ts';
import { createFlights } from './flights.ts';
import { createHeldCredentials } from './held-credentials.ts';
import { createIcon, type IconDeps } from './icon.ts';
import { createIndexStore } from './index-store.ts';
import { createLimiters } from './limiters.ts';
import { lockedPortals } from './locked-portals.ts';
import { createNativeClient, type NativeDeps } from './native-client.ts';
import { createPersonalStore } from './personal-store.ts';
import { createPortalApi } from './portal-api.ts';
import { createPortalTabs, type TabsDeps } from './portal-tabs.ts';
import { createPresence } from './presence.ts';
import { createRoleIndex } from './role-index.ts';
import { createSessionStore } from './session-store.ts';
import { createTrust } from './session-trust.ts';
import { createSessions } from './sessions.ts';
import { createSettingsStore } from './settings-store.ts';
import { createAdmitted, createGranted, withheld } from './site-access.ts';
import { createSsoClient } from './sso-client.ts';
import type { Area, Areas } from './storage.ts';
import { createViewKeeper } from './view.ts';
import { createWays } from './ways.ts';
import { createWriting } from './writing.ts';
import { createWrittenProfiles } from './written-profiles.ts';

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
