/** What a page under test is given in place of a worker: storage's content and an answer for each kind of message. */
export interface Fixture {
  readonly session: Record<string, unknown>;
  readonly local: Record<string, unknown>;
  /** `null` stands for a worker that was stopped; a kind that is missing is never answered. */
  readonly answers: Record<string, unknown>;
  readonly private?: boolean;
  /** As the browser names its system, and where the extension came from; a store on Linux, when left out. */
  readonly os?: string;
  readonly installType?: string;
  /** What the browser answers when a permission is asked for. */
  readonly allows?: boolean;
}

/** What tests read and drive inside the page. */
export interface FakeHandle {
  readonly sent: { readonly kind: string; readonly body: unknown }[];
  readonly opened: string[];
  readonly requested: string[][];
  readonly copied: string[];
  readonly answers: Record<string, unknown>;
  /** Changes storage as the worker would. */
  store(area: 'session' | 'local', key: string, value: unknown): void;
}

declare global {
  interface Window {
    fake: FakeHandle;
    browser: typeof chrome;
  }
}

/** Runs inside the page before its own scripts: puts `browser` and a clipboard that records in place. */
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
    const answer = fake.answers[message.kind];
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
    tabs: { create: async ({ url }: { url: string }) => fake.opened.push(url) },
    management: { getSelf: async () => ({ installType: fixture.installType ?? 'normal' }) },
    extension: { inIncognitoContext: fixture.private ?? false, getViews: () => [] },
  };
  Object.assign(window, { browser, fake });
  navigator.clipboard.write = async ([item]: ClipboardItem[]) => {
    const blob = await item?.getType('text/plain');
    fake.copied.push((await blob?.text()) ?? '');
  };
}
