import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { NAMES_KEY, VIEW_KEY, type View } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import { asNames, asView, type Stored } from './stored.ts';
import { useHostRetry } from './use-host-retry.ts';
import { useStorageChanges } from './use-storage-changes.ts';
import { useStoredSession } from './use-stored-session.ts';

export interface WorkerState extends Stored {
  /** The reason why the worker did not answer `popup/open`, or null. */
  readonly failure: ErrorReply | null;
  /** Sends `popup/open` again. */
  reopen(): void;
  /** Shows the view that an answer of the worker contains. */
  show(view: View): void;
}

/**
 * The worker's view, and the stored data of the current session. At first, both come from storage. Then they are kept
 * up to date.
 */
export function useWorkerState(initial: Stored): WorkerState {
  const [view, setView] = useState(initial.view);
  const [names, setNames] = useState(initial.names);
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
    // If storage has reported a new view after the request was sent, this view is newer than the worker's answer.
    if (answer.ok && changes.current === before) setView(answer.value);
  }, []);
  useEffect(() => void reopen(), [reopen]);

  useStorageChanges((changed) => {
    const next = asView(changed[VIEW_KEY]?.newValue);
    if (next) show(next);
    const listed = changed[NAMES_KEY];
    if (listed) setNames(asNames(listed.newValue));
  });
  useHostRetry(view?.host.state);

  return { view, names, ...useStoredSession(view?.current ?? null, initial), failure, reopen, show };
}
