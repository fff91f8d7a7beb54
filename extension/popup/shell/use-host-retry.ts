import { useEffect, useRef } from 'preact/hooks';
import type { HostView } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import { repeatWithBackOff } from './back-off.ts';

/**
 * How long to wait between two attempts to reach the native host, in ms. The waits become longer. This is the shortest
 * and the longest wait.
 */
const FIRST = 3000;
const MAX = 30_000;

/**
 * Whether the popup should still try to reach the host. During an attempt, the state may be `connecting`. Only the
 * state `ready` ends the attempts.
 */
export const isMissing = (before: boolean, state: HostView['state'] | undefined): boolean =>
  state === 'failed' || (before && state !== 'ready');

/**
 * While the native host is missing, asks the worker again and again to connect to the host. So the popup notices when
 * the user installs the host. The worker writes the result of each attempt into the view.
 */
export function useHostRetry(state: HostView['state'] | undefined): void {
  const missing = useRef(false);
  missing.current = isMissing(missing.current, state);
  const retrying = missing.current;
  useEffect(
    () => (retrying ? repeatWithBackOff(() => ask('popup/retry-host', {}), FIRST, MAX) : undefined),
    [retrying],
  );
}
