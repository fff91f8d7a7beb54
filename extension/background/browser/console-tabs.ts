import type { Session } from '../sessions/session.ts';

interface PageToOpen {
  readonly url: string;
  readonly cookieStoreId?: string;
}

export interface ConsoleTabsDeps {
  /** The browser's API `tabs`. */
  readonly tabs: { create(tab: PageToOpen & { readonly windowId?: number }): Promise<unknown> };
  /** The browser's API `windows`. */
  readonly windows: {
    getAll(which: {
      windowTypes: ['normal'];
    }): Promise<
      readonly { readonly id?: number | undefined; readonly incognito: boolean; readonly focused: boolean }[]
    >;
    create(window: PageToOpen & { readonly incognito: boolean }): Promise<unknown>;
    update(id: number, change: { readonly focused: true }): Promise<unknown>;
  };
}

/**
 * The names of the cookie stores of Firefox's containers. Every other cookie store, also in Chrome, belongs to all
 * normal windows or to all private windows.
 */
const CONTAINER = /^firefox-container-\d+$/;

export interface ConsoleTabs {
  /**
   * Opens a page in a tab that uses the cookies of the session, so that the portal recognises the user. Shows this tab.
   */
  open(session: Pick<Session, 'store' | 'isPrivate'>, url: string): Promise<void>;
}

/** Creates the part that opens console pages. */
export function createConsoleTabs({ tabs, windows }: ConsoleTabsDeps): ConsoleTabs {
  async function openIn({ isPrivate }: Pick<Session, 'isPrivate'>, page: PageToOpen): Promise<void> {
    const fitting = (await windows.getAll({ windowTypes: ['normal'] })).filter(
      ({ id, incognito }) => id !== undefined && incognito === isPrivate,
    );
    const { id } = fitting.find(({ focused }) => focused) ?? fitting[0] ?? {};
    if (id === undefined) return void (await windows.create({ ...page, incognito: isPrivate }));
    await tabs.create({ ...page, windowId: id });
    await windows.update(id, { focused: true }).catch(() => undefined);
  }

  return {
    async open(session, url) {
      if (!CONTAINER.test(session.store)) return openIn(session, { url });
      // Firefox opens a tab in a container only if the extension may read cookies. Without this permission, an ordinary
      // tab is opened.
      await openIn(session, { url, cookieStoreId: session.store }).catch(() => openIn(session, { url }));
    },
  };
}
