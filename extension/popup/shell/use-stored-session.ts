import { useEffect, useRef, useState } from 'preact/hooks';
import { asPersonal, personalKey } from '#core/personal.ts';
import { indexKey } from '#core/protocol/view.ts';
import { asIndex, readStoredSession, type StoredSession } from './stored.ts';
import { useStorageChanges } from './use-storage-changes.ts';

/** The shortest time between two renders of the list while many accounts load, in ms. */
const INDEX_PACE = 200;

const NOTHING_STORED: StoredSession = { index: null, personal: null };

/**
 * The stored data of a session. The hook reads it once and then applies every change. A new index is shown at most once
 * every 200 ms.
 */
export function useStoredSession(session: string | null, initial: StoredSession): StoredSession {
  const [stored, setStored] = useState({ session, ...initial });
  const pending = useRef<{ index: StoredSession['index']; timer: ReturnType<typeof setTimeout> } | null>(null);
  /**
   * True if the worker has written data of the session since the current read began. The result of this read may then
   * be out of date.
   */
  const changedWhileReading = useRef(false);
  useEffect(() => {
    let mounted = true;
    const read = async (): Promise<void> => {
      changedWhileReading.current = false;
      const found = await readStoredSession(session);
      if (!mounted) return;
      if (changedWhileReading.current) return read();
      setStored({ session, ...found });
    };
    void read();
    return () => {
      mounted = false;
      clearTimeout(pending.current?.timer);
      pending.current = null;
    };
  }, [session]);
  const patch = (change: Partial<StoredSession>) =>
    setStored((before) => (before.session === session ? { ...before, ...change } : before));
  const showIndex = () => {
    if (pending.current) patch({ index: pending.current.index });
    pending.current = null;
  };
  useStorageChanges((changes) => {
    if (session === null) return;
    const [list, personal] = [changes[indexKey(session)], changes[personalKey(session)]];
    if (list || personal) changedWhileReading.current = true;
    if (personal) patch({ personal: asPersonal(personal.newValue) });
    if (!list) return;
    const index = asIndex(list.newValue);
    if (pending.current) pending.current.index = index;
    else pending.current = { index, timer: setTimeout(showIndex, stored.index ? INDEX_PACE : 0) };
  });
  return stored.session === session ? stored : NOTHING_STORED;
}
