import { fits } from '#core/schema.ts';
import { managedSettings, readSettings, Settings } from '#core/settings.ts';
import { type Area, readValue } from './areas.ts';

const KEY = 'settings';

type ManagedField = (typeof managedSettings)[number];

export interface SettingsStore {
  /** The settings that apply now. */
  read(): Promise<Settings>;
  /** Stores the user's settings and returns the settings that apply now. A setting of an administrator stays. */
  write(settings: Settings): Promise<Settings>;
  /** The settings that an administrator has set. */
  managed(): Promise<readonly ManagedField[]>;
  /** Changes some of the user's settings. A setting of an administrator still overrides the user's setting. */
  change(settings: Partial<Settings>): Promise<void>;
}

/** An administrator can turn live profiles off, but only a person turns them on. */
const mayForce = (field: ManagedField, policy: Record<string, unknown>): boolean =>
  field !== 'liveProfiles' || policy.liveProfiles === false;

/** The settings of an administrator replace those of the user, and these replace the defaults. */
export function createSettingsStore(local: Area, managed: Pick<Area, 'get'> | undefined): SettingsStore {
  /** Invalid values of the policy are ignored. */
  async function fromPolicy(): Promise<Partial<Settings>> {
    // Firefox refuses to read a managed area when no policy exists.
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
      // The user's own values of these fields are kept, because they apply again when the administrator removes the
      // policy.
      const before = await stored();
      const kept = (await managedNow()).map((field) => [field, before[field]]);
      await local.set({ [KEY]: { ...settings, ...Object.fromEntries(kept) } });
      return read();
    },
  };
}
