import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { asPersonal, personalKey } from '#core/personal.ts';
import { indexKey, VIEW_KEY, type View } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';
import { ask } from '../../ui/worker-client.ts';
import { asIndex, asView, type Kept, readKept, type Stored } from './stored.ts';

/** How often the popup looks again for a host that was not there, in ms. */
const HOST_RETRY = 3000;
/** While a thousand accounts load, the list is drawn anew at most this often, in ms. */
const INDEX_PACE = 200;

const NOTHING_KEPT: Kept = { index: null, personal: null };

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

interface OfSession extends Kept {
  readonly session: string | null;
}

/** What is kept of one session: read once, then followed, the list at an even pace. */
function useKept(session: string | null, initial: Kept): Kept {
  const [kept, setKept] = useState<OfSession>({ session, ...initial });
  const pending = useRef<{ index: Kept['index']; timer: ReturnType<typeof setTimeout> } | null>(null);
  /** Something of the session was written since the reading of it began. */
  const overtaken = useRef(false);
  useEffect(() => {
    let wanted = true;
    const read = async (): Promise<void> => {
      overtaken.current = false;
      const found = await readKept(session);
      if (!wanted) return;
      if (overtaken.current) return read();
      setKept({ session, ...found });
    };
    void read();
    return () => {
      wanted = false;
      clearTimeout(pending.current?.timer);
      pending.current = null;
    };
  }, [session]);
  const patch = (change: Partial<Kept>) =>
    setKept((before) => (before.session === session ? { ...before, ...change } : before));
  useStorageChanges((changes) => {
    if (session === null) return;
    const [list, personal] = [changes[indexKey(session)], changes[personalKey(session)]];
    if (list || personal) overtaken.current = true;
    if (personal) patch({ personal: asPersonal(personal.newValue) });
    if (!list) return;
    const index = asIndex(list.newValue);
    if (pending.current) pending.current.index = index;
    else pending.current = { index, timer: setTimeout(draw, kept.index ? INDEX_PACE : 0) };
  });
  const draw = () => {
    if (pending.current) patch({ index: pending.current.index });
    pending.current = null;
  };
  return kept.session === session ? kept : NOTHING_KEPT;
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

  return { view, ...useKept(view?.current ?? null, initial), failure, reopen, show };
}
