import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { indexKey, VIEW_KEY, type View } from '#core/view.ts';
import { api } from '../ui/browser-api.ts';
import { ask } from '../ui/worker-client.ts';
import { asIndex, asView, readIndex, type Stored } from './stored.ts';

/** How often the popup looks again for a host that was not there, in ms. */
const HOST_RETRY = 3000;
/** While a thousand accounts load, the list is drawn anew at most this often, in ms. */
const INDEX_PACE = 200;

export interface WorkerState extends Stored {
  /** Why the worker could not be asked, or null. */
  readonly failure: ErrorReply | null;
  /** Asks the worker to look again at everything. */
  readonly reopen: () => void;
  /** Takes over the view that a message was answered with. */
  readonly show: (view: View) => void;
}

type Changes = Record<string, { newValue?: unknown }>;

/** Calls `onChange` with every change of storage, local and session alike, while mounted. */
function useStorageChanges(onChange: (changes: Changes) => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const listener = (changes: Changes) => latest.current(changes);
    api.storage.onChanged.addListener(listener);
    return () => api.storage.onChanged.removeListener(listener);
  }, []);
}

/** The list of one session: read once, then followed at an even pace. */
function useIndex(session: string | null, initial: Stored['index']): Stored['index'] {
  const [index, setIndex] = useState(initial);
  const pending = useRef<{ value: Stored['index']; timer: ReturnType<typeof setTimeout> } | null>(null);
  useEffect(() => {
    let wanted = true;
    readIndex(session).then((found) => wanted && setIndex(found));
    return () => {
      wanted = false;
      clearTimeout(pending.current?.timer);
      pending.current = null;
    };
  }, [session]);
  useStorageChanges((changes) => {
    const change = session === null ? undefined : changes[indexKey(session)];
    if (!change) return;
    const value = asIndex(change.newValue);
    if (pending.current) pending.current.value = value;
    else pending.current = { value, timer: setTimeout(draw, index ? INDEX_PACE : 0) };
  });
  const draw = () => {
    if (pending.current) setIndex(pending.current.value);
    pending.current = null;
  };
  return index?.session === session ? index : null;
}

/** The worker's view and list: from storage at once, then as the worker and storage tell of changes. */
export function useWorkerState(initial: Stored): WorkerState {
  const [view, setView] = useState(initial.view);
  const [failure, setFailure] = useState<ErrorReply | null>(null);
  const changes = useRef(0);
  const show = useCallback((next: View) => {
    changes.current += 1;
    setView(next);
  }, []);

  const reopen = useCallback(async () => {
    const before = changes.current;
    const answer = await ask('popup/open', {});
    setFailure(answer.ok ? null : answer);
    // A change that storage told of meanwhile is newer than this answer.
    if (answer.ok && changes.current === before) setView(answer.value);
  }, []);
  useEffect(() => void reopen(), [reopen]);

  useStorageChanges((changed) => {
    const next = asView(changed[VIEW_KEY]?.newValue);
    if (next) show(next);
  });

  const hostFailed = view?.host.state === 'failed';
  useEffect(() => {
    if (!hostFailed) return;
    const timer = setInterval(reopen, HOST_RETRY);
    return () => clearInterval(timer);
  }, [hostFailed, reopen]);

  return { view, index: useIndex(view?.current ?? null, initial.index), failure, reopen, show };
}
