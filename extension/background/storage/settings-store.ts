import { readSettings, type Settings } from '#core/settings.ts';
import { type Area, readValue } from './areas.ts';

const KEY = 'settings';

export interface SettingsStore {
  /** The settings in force. */
  read(): Promise<Settings>;
  /** Stores what the user chose and returns it. */
  write(settings: Settings): Promise<Settings>;
}

/** What the user chose, over what an administrator set, over the defaults. */
export function createSettingsStore(local: Area, managed: Pick<Area, 'get'> | undefined): SettingsStore {
  // Firefox refuses to read a managed area when no policy exists.
  const fromPolicy = async () => (await managed?.get(null).catch(() => null)) ?? {};
  return {
    read: async () => readSettings({ ...(await fromPolicy()), ...(await readValue<Partial<Settings>>(local, KEY)) }),
    async write(settings) {
      await local.set({ [KEY]: settings });
      return settings;
    },
  };
}
