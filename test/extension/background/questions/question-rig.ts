import { createHash } from 'node:crypto';
import { afterEach, beforeEach, vi } from 'vitest';
import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveProfile } from '../../../../extension/background/live/live-profile.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { createQuestionParts } from '../../../../extension/background/worker-questions.ts';
import { fakeArea } from '../fakes.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const CHROMIUM_URL = 'chrome-extension://keyferryid/extension/question/index.html';
export const FIREFOX_URL = 'moz-extension://keyferryid/extension/question/index.html';

export const session = (tokenMark = 'mark-of-a') => ({ key: 'session-key', tokenMark }) as Session;

export const liveProfile = (given: Partial<LiveProfile> = {}): LiveProfile => ({
  name: 'team-a',
  portal: 'https://demo.awsapps.com/start',
  user: 'user-1',
  accountId: '111122223333',
  roleName: 'Admin',
  grant: 'ask',
  isPaused: false,
  notForAgents: false,
  usedAt: null,
  usedBy: null,
  uses: 0,
  ...given,
});

export const client = (given: Partial<KnownClient> = {}): KnownClient => ({
  program: 'terraform',
  isVerified: true,
  ...given,
});

/** The browser's windows. The map `open` contains the windows that are open. */
function fakeWindows() {
  const open = new Map<number, object>();
  const windows = {
    open,
    created: [] as object[],
    updates: [] as object[],
    fails: false,
    getAll: async () => [],
    async create(given: object) {
      if (windows.fails) throw new Error('No window.');
      const id = windows.created.push(given);
      open.set(id, given);
      return { id };
    },
    async get(id: number) {
      if (!open.has(id)) throw new Error('No window with this id.');
      return { id };
    },
    update: async (id: number, change: object) => windows.updates.push({ id, ...change }),
    remove: async (id: number) => void open.delete(id),
  };
  return windows;
}

interface Given {
  readonly url?: string;
  readonly policy?: Record<string, unknown>;
  readonly allowsNotices?: boolean;
}

/** Runs every test of the file on a simulated clock. */
export function useSimulatedClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-28T09:00:00Z') });
  });
  afterEach(() => void vi.useRealTimers());
}

/** The parts of the worker that decide about requests and open questions, with a simulated browser. */
export function questionRig({ url = CHROMIUM_URL, policy = {}, allowsNotices = false }: Given = {}) {
  const local = fakeArea();
  const memory = fakeArea();
  const windows = fakeWindows();
  const badge: string[] = [];
  const notices: { id: string; message: string }[] = [];
  const cleared: string[] = [];
  let ids = 0;
  let life = 0;
  const notifications = {
    create: async (id: string, { message }: { message: string }) => void notices.push({ id, message }),
    clear: async (id: string) => void cleared.push(id),
  };
  const startWorker = () => {
    life += 1;
    const mine = life;
    return createQuestionParts(
      {
        areas: { local, session: memory },
        managed: { get: async () => policy },
        windows,
        questionUrl: url,
        action: {
          setIcon: async () => undefined,
          setTitle: async () => undefined,
          setBadgeText: async ({ text }) => void badge.push(text),
          setBadgeBackgroundColor: async () => undefined,
        },
        notifications: () => (allowsNotices ? notifications : undefined),
        now: () => Date.now(),
        later(task, ms) {
          // After a restart, the timers of the earlier worker do nothing.
          const timer = setTimeout(() => mine === life && task(), ms);
          return () => clearTimeout(timer);
        },
        newId: () => `question-${++ids}`,
        markOf: async (text) => createHash('sha256').update(text).digest('hex'),
      },
      {
        indexStore: { read: async () => null },
        personal: {
          read: async () => ({ accounts: { '111122223333': { label: 'Team A', production: true } }, roles: {} }),
        },
        changed: () => undefined,
      },
    );
  };
  let parts = startWorker();
  const settle = async () => {
    await parts.questions.update();
    // Waits for the notification, which is shown only after the window was opened.
    await vi.advanceTimersByTimeAsync(0);
  };
  const rig = {
    local,
    memory,
    windows,
    badge,
    notices,
    cleared,
    parts: () => parts,
    /** Returns the worker's decision about a request, after the window, the badge and the notification were updated. */
    async decide(profile = liveProfile(), asker = client(), on = session()) {
      const decision = await parts.grants.decide(profile, asker, on);
      await settle();
      return decision;
    },
    open: () => parts.questions.open(),
    /** Answers the oldest question. */
    async answer(answer: 'hour' | 'once' | 'deny') {
      const [oldest] = await parts.questions.open();
      await parts.questions.answer(oldest?.id ?? 'none', answer);
      await settle();
    },
    /** Lets time pass and runs the timers that are due. */
    async pass(ms: number) {
      await vi.advanceTimersByTimeAsync(ms);
      await settle();
    },
    /** Stops the worker and starts a new one, as the browser does. */
    async restartWorker() {
      parts = startWorker();
      await settle();
    },
    /** Closes the browser and starts it again. `storage.session` is then empty. */
    async restartBrowser() {
      memory.data.clear();
      windows.open.clear();
      await rig.restartWorker();
    },
    /** Closes the question window, as the person does. */
    closeWindow: () => windows.open.clear(),
  };
  return rig;
}
