import { readSettings, type Settings } from '#core/settings.ts';
import { type Area, readValue } from './areas.ts';

const KEY = 'settings';

/** What the user chose, over what an administrator set, over the defaults. */
export function createSettingsStore(local: Area, managed: Pick<Area, 'get'> | undefined) {
  // Firefox refuses to read a managed area that nobody manages.
  const fromPolicy = async () => (await managed?.get(null).catch(() => null)) ?? {};
  return {
    read: async (): Promise<Settings> =>
      readSettings({ ...(await fromPolicy()), ...(await readValue<Partial<Settings>>(local, KEY)) }),
    async write(settings: Settings): Promise<Settings> {
      await local.set({ [KEY]: settings });
      return settings;
    },
  };
}

export type SettingsStore = ReturnType<typeof createSettingsStore>;
