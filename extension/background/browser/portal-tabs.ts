import { parsePortalUrl, portalPagePatterns } from '#core/portals/portals.ts';

const PATIENCE_MS = 500;

interface Tab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
  readonly status?: string | undefined;
  readonly discarded?: boolean | undefined;
}

export interface TabsDeps {
  /** The browser's `tabs`. */
  readonly tabs: {
    query(filter: { url: string[] }): Promise<readonly Tab[]>;
    sendMessage(id: number, message: unknown): Promise<unknown>;
    reload(id: number): Promise<void>;
  };
  readonly later: (task: () => void, ms: number) => unknown;
}

/** Open pages of portals, and whether our content script is in them. */
export function createPortalTabs({ tabs, later }: TabsDeps) {
  /** A page that answers also tells its session anew: the worker may have lost it. */
  function answers(id: number): Promise<boolean> {
    const asked = tabs.sendMessage(id, { kind: 'worker/ping' }).then(
      (answer) => (answer as { here?: unknown } | undefined)?.here === true,
      () => false,
    );
    return Promise.race([asked, new Promise<boolean>((resolve) => later(() => resolve(false), PATIENCE_MS))]);
  }

  /** Patterns are coarser than the parser: Builder ID's page, for one, never gets the script. */
  async function portalTabs(): Promise<readonly Tab[]> {
    const open = await tabs.query({ url: portalPagePatterns() }).catch(() => []);
    return open.filter(({ url }) => url === undefined || parsePortalUrl(url) !== null);
  }

  /** Pages that were there before the extension; one that still loads or sleeps will get the script by itself. */
  async function stale(): Promise<number[]> {
    const portals = await portalTabs();
    const loaded = portals.filter(({ status, discarded }) => status === 'complete' && discarded !== true);
    const ids = loaded.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const answered = await Promise.all(ids.map(answers));
    return ids.filter((_, at) => !answered[at]);
  }

  return {
    /** Start URLs of the portals that are open. */
    async open(): Promise<ReadonlySet<string>> {
      return new Set((await portalTabs()).flatMap(({ url = '' }) => parsePortalUrl(url)?.startUrl ?? []));
    },
    anyStale: async (): Promise<boolean> => (await stale()).length > 0,
    async reloadStale(): Promise<void> {
      await Promise.all((await stale()).map((id) => tabs.reload(id)));
    },
  };
}
