import { parsePortalUrl, portalPagePatterns } from '#core/portals/portals.ts';

/** How long a page may take to answer a ping, ms. */
const ANSWER_MS = 500;

interface Tab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
  readonly status?: string | undefined;
  readonly discarded?: boolean | undefined;
}

export interface PortalTabsDeps {
  /** The browser's API `tabs`. */
  readonly tabs: {
    query(filter: { url: string[] }): Promise<readonly Tab[]>;
    sendMessage(id: number, message: unknown): Promise<unknown>;
    reload(id: number): Promise<void>;
  };
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
}

/** Finds open portal pages, and checks whether our content script runs in them. */
export interface PortalTabs {
  /** Start URLs of the portals whose pages are open. */
  open(): Promise<ReadonlySet<string>>;
  /**
   * True if our content script is missing in at least one open portal page. This happens if the page was opened before
   * the extension was installed.
   * @param ms how long each page may take to answer a ping, in ms. The default is half a second.
   */
  anyStale(ms?: number): Promise<boolean>;
  /** Reloads the portal pages in which our content script does not run. */
  reloadStale(): Promise<void>;
}

/** Creates the part that finds portal pages. */
export function createPortalTabs({ tabs, later }: PortalTabsDeps): PortalTabs {
  /**
   * Sends a ping to a portal page. Resolves with true if our content script answers. The script then also announces
   * the page's session again, because the worker may have lost the session.
   */
  function answers(id: number, ms: number): Promise<boolean> {
    const asked = tabs.sendMessage(id, { kind: 'worker/ping' }).then(
      (answer) => (answer as { here?: unknown } | undefined)?.here === true,
      () => false,
    );
    return Promise.race([asked, new Promise<boolean>((resolve) => later(() => resolve(false), ms))]);
  }

  /**
   * The tabs with a portal page. The URL patterns also match other pages, for example the Builder ID page. Such pages
   * are left out, because our script never runs in them.
   */
  async function portalTabs(): Promise<readonly Tab[]> {
    const open = await tabs.query({ url: portalPagePatterns() }).catch(() => []);
    return open.filter(({ url }) => url === undefined || parsePortalUrl(url) !== null);
  }

  /**
   * Ids of the tabs with a portal page in which our script does not run. Tabs that are loading or discarded are left
   * out: they get the script when they load.
   */
  async function stale(ms = ANSWER_MS): Promise<number[]> {
    const portals = await portalTabs();
    const loaded = portals.filter(({ status, discarded }) => status === 'complete' && discarded !== true);
    const ids = loaded.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const answered = await Promise.all(ids.map((id) => answers(id, ms)));
    return ids.filter((_, at) => !answered[at]);
  }

  return {
    open: async () => new Set((await portalTabs()).flatMap(({ url = '' }) => parsePortalUrl(url)?.startUrl ?? [])),
    anyStale: async (ms) => (await stale(ms)).length > 0,
    async reloadStale() {
      await Promise.all((await stale()).map((id) => tabs.reload(id)));
    },
  };
}
