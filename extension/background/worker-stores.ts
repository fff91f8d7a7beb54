import { createIndexStore } from './listing/index-store.ts';
import { createPersonalStore } from './storage/personal-store.ts';
import { createSettingsStore } from './storage/settings-store.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** Creates the objects that store data and that several parts of the worker use. */
export function createStores({ areas, managed, now }: WorkerDeps) {
  const settings = createSettingsStore(areas.local, managed);
  const personal = createPersonalStore(areas, now);
  const indexStore = createIndexStore(areas);
  const keepsLists = async () => (await settings.read()).keepIndexAfterSignOut;
  return {
    settings,
    personal,
    indexStore,
    /** Whether the user wants lists of roles to stay on disk after signing out. */
    keepsLists,
    /** Erases the data of a session key when no session has this key any more. */
    async retired(key: string): Promise<void> {
      await indexStore.erase(key, await keepsLists());
      await personal.retire(key);
    },
  };
}

export type Stores = ReturnType<typeof createStores>;
