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
  /** The browser's `tabs`. */
  readonly tabs: {
    query(filter: { url: string[] }): Promise<readonly Tab[]>;
    sendMessage(id: number, message: unknown): Promise<unknown>;
    reload(id: number): Promise<void>;
  };
  /** Like setTimeout, ms. */
  readonly later: (task: () => void, ms: number) => unknown;
}

/** Open pages of portals, and whether our content script runs in them. */
export interface PortalTabs {
  /** Start URLs of the portals that are open. */
  open(): Promise<ReadonlySet<string>>;
  /** Whether a portal page was open before the extension was installed, so that our script is missing in it. */
  anyStale(): Promise<boolean>;
  /** Reloads those pages. */
  reloadStale(): Promise<void>;
}

export function createPortalTabs({ tabs, later }: PortalTabsDeps): PortalTabs {
  /** A page that answers also announces its session again, in case the worker has lost it. */
  function answers(id: number): Promise<boolean> {
    const asked = tabs.sendMessage(id, { kind: 'worker/ping' }).then(
      (answer) => (answer as { here?: unknown } | undefined)?.here === true,
      () => false,
    );
    return Promise.race([asked, new Promise<boolean>((resolve) => later(() => resolve(false), ANSWER_MS))]);
  }

  /** Patterns match more than the parser: for example Builder ID's page, which never gets the script. */
  async function portalTabs(): Promise<readonly Tab[]> {
    const open = await tabs.query({ url: portalPagePatterns() }).catch(() => []);
    return open.filter(({ url }) => url === undefined || parsePortalUrl(url) !== null);
  }

  /** Pages without our script. A page that still loads, or is discarded, gets the script when it loads. */
  async function stale(): Promise<number[]> {
    const portals = await portalTabs();
    const loaded = portals.filter(({ status, discarded }) => status === 'complete' && discarded !== true);
    const ids = loaded.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const answered = await Promise.all(ids.map(answers));
    return ids.filter((_, at) => !answered[at]);
  }

  return {
    open: async () => new Set((await portalTabs()).flatMap(({ url = '' }) => parsePortalUrl(url)?.startUrl ?? [])),
    anyStale: async () => (await stale()).length > 0,
    async reloadStale() {
      await Promise.all((await stale()).map((id) => tabs.reload(id)));
    },
  };
}
