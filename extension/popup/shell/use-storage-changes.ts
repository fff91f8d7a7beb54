import { useLayoutEffect, useRef } from 'preact/hooks';
import { api } from '../../ui/browser-api.ts';

/** The new values, by storage key. */
export type StorageChanges = Record<string, { newValue?: unknown }>;

/** While the component is mounted, calls `onChange` for every change of `storage.local` and `storage.session`. */
export function useStorageChanges(onChange: (changes: StorageChanges) => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  // A layout effect runs together with the first render. An ordinary effect would run some frames later. The changes in
  // this time would be lost.
  useLayoutEffect(() => {
    const listener = (changes: StorageChanges) => latest.current(changes);
    api.storage.onChanged.addListener(listener);
    return () => api.storage.onChanged.removeListener(listener);
  }, []);
}
