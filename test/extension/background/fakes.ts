import { createHash } from 'node:crypto';
import { portalApiPatterns, portalPagePatterns } from '#core/portals/portals.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { View } from '#core/protocol/messages.ts';
import type { NativePort } from '../../../extension/background/host/host-channel.ts';
import { createHandlers } from '../../../extension/background/messages/handlers.ts';
import { createRouter } from '../../../extension/background/messages/router.ts';
import type { Cookie, Cookies } from '../../../extension/background/sessions/cookie-jar.ts';
import type { BrowserSender } from '../../../extension/background/sessions/sender.ts';
import type { Area } from '../../../extension/background/storage/areas.ts';
import { createWorker } from '../../../extension/background/worker.ts';
import type { WorkerDeps } from '../../../extension/background/worker-deps.ts';
import { startUrl, token } from './portal-fake.ts';

export interface FakeArea extends Area {
  readonly data: Map<string, unknown>;
}

/** A storage area that copies every value when it is written and when it is read, as the browser does. */
export function fakeArea(data = new Map<string, unknown>()): FakeArea {
  const copy = (value: unknown) => JSON.parse(JSON.stringify(value));
  return {
    data,
    get: async (key) =>
      Object.fromEntries([...data].filter(([each]) => key === null || each === key).map(([k, v]) => [k, copy(v)])),
    set: async (items) => {
      for (const [key, value] of Object.entries(items)) data.set(key, copy(value));
    },
    remove: async (keys) => {
      for (const key of [keys].flat()) data.delete(key);
    },
  };
}

type HostAnswer = (frame: Record<string, unknown>) => Record<string, unknown> | null;

/**
 * A native host that records the frames that it receives. `answer` returns the reply to a frame, or null for no reply.
 */
export function fakeHost(answer: HostAnswer = goodHost) {
  const frames: Record<string, unknown>[] = [];
  /** The worker's replies to requests that the host sent. */
  const replies: Record<string, unknown>[] = [];
  const host = {
    frames,
    replies,
    opened: 0,
    closed: 0,
    answer,
    lastError: undefined as { message: string } | undefined,
    /** Sends a message from the host to the worker. The message is a request or a late reply. */
    say: (_message: unknown) => {},
    /** Closes the port, as the browser does when the host ends. */
    drop: (_message?: string) => {},
    connectNative(): NativePort {
      host.opened += 1;
      const heard: ((message: unknown) => void)[] = [];
      const gone: ((port: { error?: unknown }) => void)[] = [];
      host.say = (message) => void heard.map((listener) => listener(message));
      host.drop = (message) => {
        host.lastError = message === undefined ? undefined : { message };
        for (const listener of gone) listener({});
        host.lastError = undefined;
      };
      return {
        postMessage(frame) {
          const request = JSON.parse(JSON.stringify(frame)) as Record<string, unknown>;
          if ('ok' in request) return void replies.push(request);
          frames.push(request);
          const reply = host.answer(request);
          if (reply) queueMicrotask(() => heard.map((listener) => listener({ v: 1, id: request.id, ...reply })));
        },
        disconnect: () => {
          host.closed += 1;
        },
        onMessage: { addListener: (listener) => void heard.push(listener) },
        onDisconnect: { addListener: (listener) => void gone.push(listener) },
      };
    },
  };
  return host;
}

export function goodHost(frame: Record<string, unknown>): Record<string, unknown> {
  if (frame.kind === 'hello') return { ok: true, version: '1.2.3', protocol: 1 };
  if (frame.kind === 'list-profiles') return { ok: true, profiles: [], more: 0 };
  if (frame.kind === 'remove-profiles') return { ok: true, removed: frame.names };
  if (frame.kind === 'serve-live') return { ok: true, running: '1.2.3', installed: '1.2.3' };
  if (frame.kind === 'stop-live') return { ok: true };
  if (frame.kind === 'remove-live-profiles') return { ok: true, removed: frame.names };
  if (frame.kind === 'forget-lists' || frame.kind === 'make-private') return { ok: true };
  if (frame.kind === 'set-up-cli-profiles') return { ok: true, ...cliReply() };
  const profiles = frame.profiles as { name: string }[];
  return { ok: true, written: profiles.map(({ name }) => name), file: 'credentials' };
}

/**
 * A reply of the host that says that it changed no CLI profile. The parameters `given` and `counts` replace fields of
 * this reply.
 */
export const cliReply = (given: Partial<CliProfilesReply> = {}, counts: Partial<CliProfilesReply['counts']> = {}) => ({
  sessionName: 'demo',
  changes: [],
  refused: [],
  more: 0,
  file: 'config',
  ...given,
  counts: {
    ...{ added: 0, updated: 0, renamed: 0, found: 0, unchanged: 0, gone: 0, removed: 0, refused: 0 },
    ...given.counts,
    ...counts,
  },
});

export const own = {
  id: 'keyferryid',
  popupUrl: 'chrome-extension://keyferryid/extension/popup/index.html',
  optionsUrl: 'chrome-extension://keyferryid/extension/options/index.html',
  questionUrl: 'chrome-extension://keyferryid/extension/question/index.html',
};
export const popup: BrowserSender = { id: own.id, url: own.popupUrl };
export const options: BrowserSender = { id: own.id, url: own.optionsUrl };
export const question: BrowserSender = { id: own.id, url: own.questionUrl };
export const portalPage = (url: string = startUrl, tab: Partial<BrowserSender['tab']> = {}): BrowserSender => ({
  id: own.id,
  url,
  origin: new URL(url).origin,
  frameId: 0,
  tab: { id: 1, incognito: false, ...tab },
});

/** The browser's cookies. They can be read only if the granted permissions include `cookies`. */
export function fakeJar(allowed: ReadonlySet<string>) {
  const held = new Map<string, Cookie>();
  const asked: string[] = [];
  return {
    asked,
    /**
     * Adds the portal's session cookie.
     * @param domain the cookie's domain: the host name of `url` by default, or a parent domain with a dot in front.
     */
    put(url: string, value: string, storeId = '0', domain = new URL(url).hostname): Cookie {
      const cookie = { name: 'x-amz-sso_authn', value, domain, storeId };
      held.set(`${storeId} ${cookie.domain}`, cookie);
      return cookie;
    },
    clear: () => held.clear(),
    cookies: {
      async getAll({ url, name, storeId }) {
        asked.push(`${name} ${url} ${storeId}`);
        if (!allowed.has('cookies')) throw new Error('No permission.');
        const { hostname } = new URL(url);
        const isSeen = (each: Cookie) => each.domain === hostname || `.${hostname}`.endsWith(each.domain);
        return [...held.values()].filter((each) => each.storeId === storeId && isSeen(each));
      },
    } satisfies Cookies as Cookies,
  };
}

type Given = Partial<WorkerDeps> & { readonly fetch: typeof fetch };

const inManifest: ReadonlySet<string> = new Set([...portalPagePatterns(), ...portalApiPatterns()]);

/**
 * A clock for workers in tests. By default, it runs faster than the real clock. `fake-clock.ts` replaces it with a
 * simulated clock.
 */
export interface TestClock {
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => () => void;
  /** Lets time pass until the promise settles. */
  readonly drive: <T>(work: Promise<T>) => Promise<T>;
  /** Waits for a short time. */
  readonly pause: () => Promise<unknown>;
}

/** The default clock of the tests runs this many times faster than the real clock. */
const HASTE = 20;
const began = Date.now();
const fastClock: TestClock = {
  now: () => began + (Date.now() - began) * HASTE,
  later(task, ms) {
    const timer = setTimeout(task, ms / HASTE);
    return () => clearTimeout(timer);
  },
  drive: (work) => work,
  pause: () => new Promise((resolve) => setTimeout(resolve, 5)),
};
let clock = fastClock;

/** Sets the clock for all workers that are created after this call. @param next null for the default clock */
export function setClock(next: TestClock | null): void {
  clock = next ?? fastClock;
}

/** A worker with a simulated browser. `restart` stops this worker and starts a new one, as the browser does. */
export function fakeWorker(given: Given) {
  const local = fakeArea();
  const session = fakeArea();
  const host = fakeHost();
  const icon: string[] = [];
  const badge: string[] = [];
  const alarms: (number | null)[] = [];
  const notices: { id: string; title: string; message: string }[] = [];
  const withheld = new Set<string>();
  const allowed = new Set<string>();
  const jar = fakeJar(allowed);
  const opened: object[] = [];
  /** The tabs that were open before the worker opened any tab. */
  const openTabs: { id: number; windowId: number; url: string; incognito: boolean }[] = [];
  /** The tabs and windows that the worker brought to the front or reloaded, in order. */
  const shown: string[] = [];
  const wakeUps: boolean[] = [];
  const reloads: true[] = [];
  const windows = [{ id: 1, incognito: false, focused: true }];
  let ids = 0;
  const deps: WorkerDeps = {
    areas: { local, session },
    managed: undefined,
    action: {
      setIcon: async ({ path }) => void icon.push(JSON.stringify(path)),
      setTitle: async ({ title }) => void icon.push(title),
      setBadgeText: async ({ text }) => void badge.push(text),
      setBadgeBackgroundColor: async () => undefined,
    },
    tabs: {
      query: async () => openTabs,
      sendMessage: async () => undefined,
      reload: async (id) => void shown.push(`reload ${id}`),
      create: async (tab) => void opened.push(tab),
      update: async (id) => void shown.push(`tab ${id}`),
    },
    windows: {
      getAll: async () => windows,
      create: async (window: object) => {
        opened.push(window);
        return { id: opened.length };
      },
      get: async (id) => ({ id }),
      update: async (id, change) => void (change.focused && shown.push(`window ${id}`)),
      remove: async () => undefined,
    },
    questionUrl: own.questionUrl,
    runtime: host,
    permissions: {
      contains: async ({ origins = [], permissions = [] }: { origins?: string[]; permissions?: string[] }) =>
        [...origins, ...permissions].every(
          (each) => (inManifest.has(each) || allowed.has(each)) && !withheld.has(each),
        ),
    },
    cookies: () => jar.cookies,
    defaultStore: 'default',
    now: clock.now,
    later: clock.later,
    newId: () => `id${++ids}`,
    markOf: async (text) => createHash('sha256').update(text).digest('hex'),
    busy: () => undefined,
    wakeUps: (yes) => void wakeUps.push(yes),
    reload: () => void reloads.push(true),
    browserName: 'Test browser',
    wakeAt: (when) => void alarms.push(when),
    notifications: () => ({
      create: async (id, { title, message }) => void notices.push({ id, title, message }),
      clear: async () => undefined,
    }),
    ...given,
  };
  let stop = () => {};
  const start = () => {
    stop();
    const life = { over: false };
    stop = () => {
      life.over = true;
    };
    const worker = createWorker(mortal(deps, given.fetch, life));
    const route = createRouter(createHandlers(worker), own);
    const send = async (sender: BrowserSender, kind: string, body: unknown = {}) =>
      (await clock.drive(Promise.resolve(route({ kind, body }, sender)))) as {
        ok: boolean;
        value?: unknown;
        code?: string;
        message?: string;
      };
    return { worker, route, send };
  };
  return {
    ...start(),
    now: deps.now,
    local,
    session,
    host,
    icon,
    badge,
    alarms,
    notices,
    withheld,
    allowed,
    jar,
    opened,
    openTabs,
    shown,
    wakeUps,
    reloads,
    windows,
    restart: start,
  };
}

/**
 * The dependencies of a worker that the browser can stop. After the stop, `life.over` is true, and the dependencies do
 * nothing.
 */
function mortal(deps: WorkerDeps, fetch: typeof globalThis.fetch, life: { readonly over: boolean }): WorkerDeps {
  const never = new Promise<never>(() => {});
  const area = (of: Area): Area => ({
    get: (key) => (life.over ? never : of.get(key)),
    set: (items) => (life.over ? never : of.set(items)),
    remove: (keys) => (life.over ? never : of.remove(keys)),
  });
  return {
    ...deps,
    areas: { local: area(deps.areas.local), session: area(deps.areas.session) },
    fetch: async (input, init) => {
      if (life.over) return never;
      const answer = await fetch(input, init);
      return life.over ? never : answer;
    },
    later: (task, ms) => deps.later(() => life.over || task(), ms),
  };
}

export type FakeWorker = ReturnType<typeof fakeWorker>;

/** The view that the worker published last. */
export const viewOf = ({ session }: Pick<FakeWorker, 'session'>) => session.data.get('view') as View;

/** Announces a session as the content script does. */
export const announce = (
  { send }: Pick<FakeWorker, 'send'>,
  given: { url?: string; token?: string; region?: string | null; tab?: Partial<BrowserSender['tab']> } = {},
) =>
  send(portalPage(given.url, given.tab), 'portal/session', {
    token: given.token ?? token,
    region: given.region === undefined ? 'eu-west-1' : given.region,
  });

/** Signs in, confirms the portal, and opens the popup until all roles are listed. @returns the session key. */
export async function listedSession(worker: FakeWorker): Promise<string> {
  await announce(worker);
  await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
  await worker.send(popup, 'popup/open');
  await until(() => viewOf(worker).listing.phase === 'complete');
  return viewOf(worker).current ?? '';
}

/** Resolves when `found` returns a truthy value. Rejects after `ms` of real time. */
export async function until<T>(found: () => T | Promise<T>, ms = 60_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (performance.now() > end) throw new Error(`this never became true: ${found}`);
    await clock.pause();
  }
}
