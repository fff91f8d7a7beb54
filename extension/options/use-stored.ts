import { useEffect } from 'preact/hooks';
import { api } from '../ui/browser-api.ts';

/**
 * Calls `load` immediately, and again after every change of one value in `storage.local`. For example, the change may
 * come from the popup.
 * @param key storage key of the value.
 */
export function useStored(key: string, load: () => void): void {
  useEffect(() => {
    load();
    const listener = (changes: Record<string, unknown>, area: string) => {
      if (area === 'local' && Object.hasOwn(changes, key)) load();
    };
    api.storage.onChanged.addListener(listener);
    return () => api.storage.onChanged.removeListener(listener);
  }, []);
}
