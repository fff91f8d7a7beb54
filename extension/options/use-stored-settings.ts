import { useEffect, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../ui/worker-client.ts';

export interface StoredSettings {
  /** The settings; null until they are read. */
  readonly settings: Settings | null;
  /** The result of the last save; null before the first save. */
  readonly saved: 'yes' | ErrorReply | null;
  /** Saves these changes at once. */
  save(change: Partial<Settings>): void;
}

/** The settings stored by the worker. */
export function useStoredSettings(): StoredSettings {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [saved, setSaved] = useState<StoredSettings['saved']>(null);
  useEffect(() => {
    ask('options/get-settings', {}).then((answer) => (answer.ok ? setSettings(answer.value) : setSaved(answer)));
  }, []);
  const save = async (change: Partial<Settings>) => {
    if (!settings) return;
    const next = { ...settings, ...change };
    setSettings(next);
    const answer = await ask('options/set-settings', { settings: next });
    setSaved(answer.ok ? 'yes' : answer);
  };
  return { settings, saved, save };
}
