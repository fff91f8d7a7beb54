import { useEffect } from 'preact/hooks';
import { api } from '../ui/browser-api.ts';

/**
 * Calls `load` immediately, and again after every change of a value in `storage.local`, for example by the popup.
 * @param key key of the stored value.
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
