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
 * The cookie stores of Firefox's containers. All other stores, also those of Chrome, contain the cookies of all normal
 * or of all private windows.
 */
const CONTAINER = /^firefox-container-\d+$/;

export interface ConsoleTabs {
  /** Opens a page with the cookies of a session, so that the portal recognises the same user, and brings it to the front. */
  open(session: Pick<Session, 'store' | 'isPrivate'>, url: string): Promise<void>;
}

/** Creates the opener of console pages. */
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
      // Firefox opens a tab in a container only if the extension may read cookies. Otherwise an ordinary tab is opened.
      await openIn(session, { url, cookieStoreId: session.store }).catch(() => openIn(session, { url }));
    },
  };
}
