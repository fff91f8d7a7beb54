import { fits } from '#core/schema.ts';
import { managedSettings, readSettings, Settings } from '#core/settings.ts';
import { type Area, readValue } from './areas.ts';

const KEY = 'settings';

type ManagedField = (typeof managedSettings)[number];

export interface SettingsStore {
  /** The settings that apply now. */
  read(): Promise<Settings>;
  /**
   * Stores the user's settings. An administrator's settings still override them.
   * @returns the settings that apply now.
   */
  write(settings: Settings): Promise<Settings>;
  /** The settings that an administrator has set. */
  managed(): Promise<readonly ManagedField[]>;
  /** Changes some of the user's settings. An administrator's settings still override them. */
  change(settings: Partial<Settings>): Promise<void>;
}

/** An administrator can turn live profiles off. But only a person can turn them on. */
const mayForce = (field: ManagedField, policy: Record<string, unknown>): boolean =>
  field !== 'liveProfiles' || policy.liveProfiles === false;

/**
 * Creates the part that reads and stores settings. An administrator's settings override those of the user. The user's
 * settings override the defaults.
 */
export function createSettingsStore(local: Area, managed: Pick<Area, 'get'> | undefined): SettingsStore {
  /** Invalid values in the administrator's policy are ignored. */
  async function fromPolicy(): Promise<Partial<Settings>> {
    // Firefox throws an error if no policy exists. This error is ignored.
    const policy = (await managed?.get(null).catch(() => null)) ?? {};
    const valid = managedSettings.filter(
      (field) =>
        Object.hasOwn(policy, field) && fits(Settings.entries[field], policy[field]) && mayForce(field, policy),
    );
    return Object.fromEntries(valid.map((field) => [field, policy[field]]));
  }

  const stored = async () => (await readValue<Partial<Settings>>(local, KEY)) ?? {};
  const read = async () => readSettings({ ...(await stored()), ...(await fromPolicy()) });
  const managedNow = async () => Object.keys(await fromPolicy()) as ManagedField[];

  return {
    read,
    managed: managedNow,
    async change(settings) {
      await local.set({ [KEY]: { ...(await stored()), ...settings } });
    },
    async write(settings) {
      // If an administrator has set a setting, the user's own value of the setting is kept. The user's value applies
      // again when the administrator removes the policy.
      const before = await stored();
      const kept = (await managedNow()).map((field) => [field, before[field]]);
      await local.set({ [KEY]: { ...settings, ...Object.fromEntries(kept) } });
      return read();
    },
  };
}
