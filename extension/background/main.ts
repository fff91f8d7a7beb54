import browser from 'webextension-polyfill';
import { POPUP_PORT } from '#core/protocol/messages.ts';
import { browserNameOf } from './browser/browser-name.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { listCurrent, resumeListing } from './listing/current.ts';
import { listenForLive, wakeUps } from './live-events.ts';
import { createHandlers } from './messages/handlers.ts';
import { createRouter } from './messages/router.ts';
import type { CookieChange } from './sessions/cookie-capture.ts';
import type { Cookies } from './sessions/cookie-jar.ts';
import { classify } from './sessions/sender.ts';
import { keepToTrustedContexts } from './storage/areas.ts';
import { createWorker } from './worker.ts';

/**
 * Connects the worker to the browser. Every listener is registered before the first await. The reason: after the
 * browser has started the worker for an event, it calls only listeners that are registered immediately.
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
  questionUrl: browser.runtime.getURL('extension/question/index.html'),
};

const worker = createWorker({
  areas: { local: browser.storage.local, session: browser.storage.session },
  managed: browser.storage.managed,
  action: browser.action,
  tabs: browser.tabs,
  windows: browser.windows,
  questionUrl: own.questionUrl,
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
  wakeUps,
  reload: () => browser.runtime.reload(),
  browserName: browserNameOf(navigator),
});

const refreshWithheld = async () => worker.view.refresh({ withheld: await worker.withheld() });
/** Waits until `work` has handled a change that the browser reported. Then lists the roles of the current session. */
const thenList = async (work: Promise<unknown>) => {
  await work;
  await listCurrent(worker);
};

const route = createRouter(createHandlers(worker), own);
browser.runtime.onMessage.addListener(((message: unknown, sender: Parameters<typeof route>[1]) =>
  route(message, sender)) as Parameters<typeof browser.runtime.onMessage.addListener>[0]);

browser.runtime.onConnect.addListener((port) => {
  if (port.name !== POPUP_PORT || classify(port.sender ?? {}, own)?.class !== 'popup') return port.disconnect();
  worker.presence.portOpened();
  // The popup can stay open when the browser stops the worker. Then the popup opens a new port. So the listing
  // continues at once and does not wait for the alarm.
  ignoreErrors(resumeListing(worker));
  port.onDisconnect.addListener(() => worker.presence.portClosed());
});

const cookieChanged = (change: CookieChange) => ignoreErrors(thenList(worker.capture.cookieChanged(change)));
const noticeClicked = (id: string) => {
  ignoreErrors(worker.renewalNotice.clicked(id));
  ignoreErrors(worker.questionNotice.clicked(id));
};
/**
 * The APIs `cookies` and `notifications` exist only after the user has granted these permissions. If the same listener
 * is added twice, the second call has no effect.
 */
const listenToGranted = () => {
  browser.notifications?.onClicked.addListener(noticeClicked);
  browser.cookies?.onChanged.addListener(cookieChanged as Parameters<typeof browser.cookies.onChanged.addListener>[0]);
};
listenToGranted();

browser.runtime.onInstalled.addListener(() => ignoreErrors(refreshWithheld()));
browser.runtime.onStartup.addListener(() => ignoreErrors(refreshWithheld()));
browser.permissions.onAdded.addListener(() => {
  listenToGranted();
  ignoreErrors(thenList(worker.capture.readAll().then(refreshWithheld)));
});
browser.permissions.onRemoved.addListener(() => ignoreErrors(worker.capture.permissionRemoved().then(refreshWithheld)));
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === LISTING_ALARM) ignoreErrors(resumeListing(worker));
  if (name === EXPIRY_ALARM) ignoreErrors(worker.schedule.update());
  ignoreErrors(worker.questions.update());
});
browser.windows.onRemoved.addListener(() => {
  const endPrivate = async () => {
    const open = await browser.windows.getAll();
    if (!open.some(({ incognito }) => incognito)) await worker.signOut.endPrivate();
  };
  ignoreErrors(endPrivate());
});

listenForLive(worker.live);
keepToTrustedContexts([browser.storage.local, browser.storage.session, browser.storage.sync, browser.storage.managed]);
// The last worker stored a view that may show a connection to the host and a running listing. Both have ended, so a new
// view is published.
ignoreErrors(worker.view.refresh());
ignoreErrors(worker.schedule.update());
ignoreErrors(worker.questions.update());
