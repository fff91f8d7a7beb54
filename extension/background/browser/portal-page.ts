import { pagePatternsOf, parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import type { ConsoleTabs } from './console-tabs.ts';

interface Tab {
  readonly id?: number | undefined;
  readonly windowId?: number | undefined;
  readonly url?: string | undefined;
  readonly incognito?: boolean | undefined;
}

export interface PortalPageDeps {
  /** The browser's API `tabs`. */
  readonly tabs: {
    query(filter: { url: string[] }): Promise<readonly Tab[]>;
    update(id: number, change: { active: true }): Promise<unknown>;
    reload(id: number): Promise<void>;
  };
  /** The browser's API `windows`. */
  readonly windows: { update(id: number, change: { focused: true }): Promise<unknown> };
  readonly consoles: ConsoleTabs;
  /** The cookie store of a normal window. */
  readonly defaultStore: string;
}

const startUrlOf = (url: string): string | undefined => (parsePortalUrl(url) ?? parseNewPortalUrl(url))?.startUrl;

/**
 * @returns a function that shows the page of a portal. If a normal window already has a tab with this page, the
 * function shows the tab and reloads it. The reload is needed because the page of an ended session shows the sign-in
 * form only after a reload. If there is no such tab, the function opens a new tab.
 */
export function createPortalPage({ tabs, windows, consoles, defaultStore }: PortalPageDeps) {
  async function openTab(startUrl: string): Promise<Tab | undefined> {
    const open = await tabs.query({ url: pagePatternsOf(startUrl) }).catch(() => []);
    return open.find(({ id, incognito, url = '' }) => id !== undefined && !incognito && startUrlOf(url) === startUrl);
  }

  return async (startUrl: string): Promise<void> => {
    const { id, windowId } = (await openTab(startUrl)) ?? {};
    if (id === undefined) return consoles.open({ store: defaultStore, isPrivate: false }, startUrl);
    await tabs.update(id, { active: true });
    if (windowId !== undefined) await windows.update(windowId, { focused: true }).catch(() => undefined);
    await tabs.reload(id);
  };
}
