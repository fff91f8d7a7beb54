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
 * Matches the cookie store of a Firefox container. Tabs without a container use one cookie store for all normal windows
 * and another one for all private windows. Chrome has only these two cookie stores.
 */
const CONTAINER = /^firefox-container-\d+$/;

export interface ConsoleTabs {
  /**
   * Opens a page in a new tab and shows this tab. The tab uses the session's cookie store, so that the portal
   * recognises the user.
   */
  open(session: Pick<Session, 'store' | 'isPrivate'>, url: string): Promise<void>;
}

/** Creates the part that opens pages of the AWS console. */
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
