import type { Session } from '../sessions/session.ts';

interface Place {
  readonly url: string;
  readonly cookieStoreId?: string;
}

export interface ConsoleTabsDeps {
  /** The browser's `tabs`. */
  readonly tabs: { create(tab: Place & { readonly windowId?: number }): Promise<unknown> };
  /** The browser's `windows`. */
  readonly windows: {
    getAll(which: {
      windowTypes: ['normal'];
    }): Promise<
      readonly { readonly id?: number | undefined; readonly incognito: boolean; readonly focused: boolean }[]
    >;
    create(window: Place & { readonly incognito: boolean }): Promise<unknown>;
  };
}

/** Firefox's containers; its other stores, and Chrome's, go by the window alone. */
const CONTAINER = /^firefox-container-\d+$/;

/** Opens pages where a session's cookies are, so that the portal knows the same user there. */
export function createConsoleTabs({ tabs, windows }: ConsoleTabsDeps) {
  async function openIn({ isPrivate }: Pick<Session, 'isPrivate'>, place: Place): Promise<void> {
    const fitting = (await windows.getAll({ windowTypes: ['normal'] })).filter(
      ({ id, incognito }) => id !== undefined && incognito === isPrivate,
    );
    const { id } = fitting.find(({ focused }) => focused) ?? fitting[0] ?? {};
    await (id === undefined
      ? windows.create({ ...place, incognito: isPrivate })
      : tabs.create({ ...place, windowId: id }));
  }

  return {
    async open(session: Pick<Session, 'store' | 'isPrivate'>, url: string): Promise<void> {
      if (!CONTAINER.test(session.store)) return openIn(session, { url });
      // Firefox opens a tab in a container only for an extension that may see cookies; without that, a usual tab.
      await openIn(session, { url, cookieStoreId: session.store }).catch(() => openIn(session, { url }));
    },
  };
}
