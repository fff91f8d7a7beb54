import { useRef, useState } from 'preact/hooks';
import type { Settings } from '#core/settings.ts';
import { ask } from '../ui/worker-client.ts';
import type { Report } from './outcome.tsx';
import { useStored } from './use-stored.ts';

export interface StoredSettings {
  /** The settings; null until they have been read. */
  readonly settings: Settings | null;
  /** The settings that an administrator has set. */
  readonly managed: ReadonlySet<keyof Settings>;
  /** Saves these changes at once. */
  save(change: Partial<Settings>): void;
}

/**
 * The settings that the worker has stored. The popup can also change settings. So the page reads all settings again
 * after each change.
 */
export function useStoredSettings(report: Report): StoredSettings {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [managed, setManaged] = useState<StoredSettings['managed']>(new Set());

  /**
   * The number of changes that the user has made. If the user makes another change before the worker replies, the reply
   * is ignored.
   */
  const saves = useRef(0);

  useStored('settings', async () => {
    const before = saves.current;
    const [stored, fields] = await Promise.all([ask('options/get-settings', {}), ask('options/managed-settings', {})]);
    if (fields.ok) setManaged(new Set(fields.value));
    if (!stored.ok) report(stored);
    else if (saves.current === before) setSettings(stored.value);
  });

  const save = async (change: Partial<Settings>) => {
    if (!settings) return;
    const next = { ...settings, ...change };
    setSettings(next);
    saves.current += 1;
    const own = saves.current;
    // First clears the status text. If the same text were shown again without this, screen readers would not read it.
    report(null);
    const answer = await ask('options/set-settings', { settings: next });
    if (answer.ok && saves.current === own) setSettings(answer.value);
    report(answer.ok ? 'Saved.' : answer);
  };
  return { settings, managed, save };
}
