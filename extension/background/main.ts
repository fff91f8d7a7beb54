import browser from 'webextension-polyfill';
import { POPUP_PORT } from '#core/protocol/messages.ts';
import { listCurrent, resumeListing } from './listing/current.ts';
import { createHandlers } from './messages/handlers.ts';
import { createRouter } from './messages/router.ts';
import { renewFromNotice } from './profiles/renewal-notice.ts';
import { type CookieChange, cookieChanged, jarMayBeClosed, lookIntoJar } from './sessions/cookie-capture.ts';
import type { Cookies } from './sessions/cookie-jar.ts';
import { classify } from './sessions/sender.ts';
import { endPrivate } from './sessions/sign-out.ts';
import { keepToTrustedContexts } from './storage/areas.ts';
import { createWorker } from './worker.ts';

/*
 * Wiring only. Every listener is registered before the first await: the browser wakes the worker for an event and
 * looks for its listener at once.
 */

const LISTING_ALARM = 'listing';
const EXPIRY_ALARM = 'expiry';

async function markOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function later(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

const own = {
  id: browser.runtime.id,
  popupUrl: browser.runtime.getURL('extension/popup/index.html'),
  optionsUrl: browser.runtime.getURL('extension/options/index.html'),
};

const worker = createWorker({
  areas: { local: browser.storage.local, session: browser.storage.session },
  managed: browser.storage.managed,
  action: browser.action,
  tabs: browser.tabs,
  windows: browser.windows,
  runtime: browser.runtime,
  permissions: browser.permissions,
  cookies: () => browser.cookies as unknown as Cookies | undefined,
  defaultStore: own.popupUrl.startsWith('moz-extension:') ? 'firefox-default' : 'default',
  now: () => Date.now(),
  later,
  newId: () => crypto.randomUUID(),
  markOf,
  busy(yes) {
    const done = yes
      ? browser.alarms.create(LISTING_ALARM, { periodInMinutes: 0.5 })
      : browser.alarms.clear(LISTING_ALARM);
    Promise.resolve(done).catch(() => undefined);
  },
  wakeAt(when) {
    const done = when === null ? browser.alarms.clear(EXPIRY_ALARM) : browser.alarms.create(EXPIRY_ALARM, { when });
    Promise.resolve(done).catch(() => undefined);
  },
  notifications: () => browser.notifications,
});

const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
const lookAgain = async () => worker.view.refresh({ withheld: await worker.withheld() });
/** A session that the browser tells of is listed at once, as one that a page tells of. */
const listAfter = async (work: Promise<unknown>) => {
  await work;
  await listCurrent(worker);
};

const route = createRouter(createHandlers(worker), own);
browser.runtime.onMessage.addListener(((message: unknown, sender: Parameters<typeof route>[1]) =>
  route(message, sender)) as Parameters<typeof browser.runtime.onMessage.addListener>[0]);

browser.runtime.onConnect.addListener((port) => {
  if (port.name !== POPUP_PORT || classify(port.sender ?? {}, own)?.class !== 'popup') return port.disconnect();
  worker.presence.portOpened();
  // A popup that outlives a stopped worker does not wait for the alarm.
  quietly(resumeListing(worker));
  port.onDisconnect.addListener(() => worker.presence.portClosed());
});

const cookieHeard = (change: CookieChange) => quietly(listAfter(cookieChanged(worker, change)));
const noticeClicked = (id: string) => quietly(renewFromNotice(worker, id));
/** The browser has these only once the user has allowed them; hearing twice with one listener is hearing once. */
const hearWhatIsAllowed = () => {
  browser.notifications?.onClicked.addListener(noticeClicked);
  browser.cookies?.onChanged.addListener(cookieHeard as Parameters<typeof browser.cookies.onChanged.addListener>[0]);
};
hearWhatIsAllowed();

browser.runtime.onInstalled.addListener(() => quietly(lookAgain()));
browser.runtime.onStartup.addListener(() => quietly(lookAgain()));
browser.permissions.onAdded.addListener(() => {
  hearWhatIsAllowed();
  quietly(listAfter(lookIntoJar(worker).then(lookAgain)));
});
browser.permissions.onRemoved.addListener(() => quietly(jarMayBeClosed(worker).then(lookAgain)));
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === LISTING_ALARM) quietly(resumeListing(worker));
  if (name === EXPIRY_ALARM) quietly(worker.view.refresh());
});
browser.windows.onRemoved.addListener(() => {
  quietly(
    browser.windows.getAll().then((open) => (open.some(({ incognito }) => incognito) ? undefined : endPrivate(worker))),
  );
});

keepToTrustedContexts([browser.storage.local, browser.storage.session, browser.storage.sync, browser.storage.managed]);
// A worker that starts again finds the view of the last one: its host and its listing are gone.
quietly(worker.view.refresh());
