import { readSettings, type Settings } from '#core/settings.ts';
import { type Area, readValue } from './areas.ts';

const KEY = 'settings';

export interface SettingsStore {
  /** The settings that apply now. */
  read(): Promise<Settings>;
  /** Stores the user's settings and returns them. */
  write(settings: Settings): Promise<Settings>;
  /** Changes some of the user's settings. An administrator's values for the others still apply. */
  change(settings: Partial<Settings>): Promise<void>;
}

/** The user's settings replace those of an administrator, and these replace the defaults. */
export function createSettingsStore(local: Area, managed: Pick<Area, 'get'> | undefined): SettingsStore {
  // Firefox refuses to read a managed area when no policy exists.
  const fromPolicy = async () => (await managed?.get(null).catch(() => null)) ?? {};
  return {
    read: async () => readSettings({ ...(await fromPolicy()), ...(await readValue<Partial<Settings>>(local, KEY)) }),
    async change(settings) {
      await local.set({ [KEY]: { ...(await readValue<Partial<Settings>>(local, KEY)), ...settings } });
    },
    async write(settings) {
      await local.set({ [KEY]: settings });
      return settings;
    },
  };
}
