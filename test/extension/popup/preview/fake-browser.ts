/**
 * The data for a page in a test: the content of storage, and an answer to each kind of message. The test has no worker.
 */
export interface Fixture {
  readonly session: Record<string, unknown>;
  readonly local: Record<string, unknown>;
  /**
   * The answer to each kind of message. `null` means that the worker is stopped. A kind that is missing here gets no
   * answer. `inTurn` lists answers that are given one after another, and the last answer is given again and again.
   */
  readonly answers: Record<string, unknown>;
  readonly private?: boolean;
  /** The operating system, as the browser names it. The default is Linux. */
  readonly os?: string;
  /** The path of the git clone from which the extension was built. Without a path, the build is a release. */
  readonly clone?: string;
  /** Whether the browser grants the permissions that the page requests. */
  readonly allows?: boolean;
}

/** Data inside the page. Tests read and change these fields. */
export interface FakeHandle {
  readonly sent: { readonly kind: string; readonly body: unknown }[];
  readonly opened: string[];
  readonly requested: string[][];
  readonly copied: string[];
  readonly answers: Record<string, unknown>;
  /** Changes storage as the worker does. */
  store(area: 'session' | 'local', key: string, value: unknown): void;
}

declare global {
  interface Window {
    fake: FakeHandle;
    browser: typeof chrome;
  }
}

/**
 * Runs inside the page before the page's own scripts. Installs a fake `browser`, and a clipboard that records copied
 * texts.
 */
export function installFakeBrowser(fixture: Fixture): void {
  type Changes = Record<string, { newValue?: unknown }>;
  const listeners = new Set<(changes: Changes, area: string) => void>();
  const areas: Record<string, Record<string, unknown>> = { session: fixture.session, local: fixture.local };
  const store = (area: string, key: string, newValue: unknown) => {
    areas[area] = { ...areas[area], [key]: newValue };
    for (const listener of listeners) listener({ [key]: { newValue } }, area);
  };
  const area = (name: string) => ({
    get: async (key: string) => ({ [key]: areas[name]?.[key] }),
    set: async (entries: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(entries)) store(name, key, value);
    },
  });
  const fake: FakeHandle = { sent: [], opened: [], requested: [], copied: [], answers: { ...fixture.answers }, store };
  const sendMessage = async (message: { kind: string; body: unknown }) => {
    fake.sent.push(message);
    if (!(message.kind in fake.answers)) return new Promise(() => undefined);
    const given = fake.answers[message.kind] as { inTurn?: unknown[] } | null;
    const answer = given?.inTurn ? (given.inTurn.length > 1 ? given.inTurn.shift() : given.inTurn[0]) : given;
    if (answer === null) throw new Error('Could not establish connection. Receiving end does not exist.');
    return answer;
  };
  const browser = {
    runtime: {
      sendMessage,
      getPlatformInfo: async () => ({ os: fixture.os ?? 'linux' }),
      getManifest: () => ({ version: '0.1.0' }),
      getURL: (path: string) => `chrome-extension://x/${path}`,
      openOptionsPage: async () => fake.opened.push('options'),
    },
    storage: {
      session: area('session'),
      local: area('local'),
      onChanged: {
        addListener: (each: (changes: Changes, area: string) => void) => listeners.add(each),
        removeListener: (each: (changes: Changes, area: string) => void) => listeners.delete(each),
      },
    },
    permissions: {
      request: async ({ origins, permissions }: { origins?: string[]; permissions?: string[] }) => {
        fake.requested.push([...(permissions ?? []), ...(origins ?? [])]);
        return fixture.allows ?? false;
      },
      remove: async () => true,
    },
    tabs: {
      create: async ({ url }: { url: string }) => fake.opened.push(url),
      getCurrent: async () => ({ id: 7 }),
      remove: async (id: number) => fake.opened.push(`closed tab ${id}`),
    },
    extension: { inIncognitoContext: fixture.private ?? false, getViews: () => [] },
  };
  Object.assign(window, { browser, fake });
  // This listener runs before the page's own scripts, because those scripts wait for the whole document.
  document.addEventListener('readystatechange', () => {
    if (fixture.clone !== undefined) document.documentElement.dataset.clone = fixture.clone;
  });
  navigator.clipboard.write = async ([item]: ClipboardItem[]) => {
    const blob = await item?.getType('text/plain');
    fake.copied.push((await blob?.text()) ?? '');
  };
}
