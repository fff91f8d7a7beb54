import { useEffect, useState } from 'preact/hooks';
import type { Settings } from '#core/settings.ts';
import { defaultSettings } from '#core/settings.ts';
import { ask } from '../../ui/worker-client.ts';

/** The user's settings. Until the worker answers, these are the default settings. */
export function useSettings(): Settings {
  const [settings, setSettings] = useState(defaultSettings);
  useEffect(() => {
    ask('options/get-settings', {}).then((answer) => answer.ok && setSettings(answer.value));
  }, []);
  return settings;
}
