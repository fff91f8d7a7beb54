import { useEffect, useRef } from 'preact/hooks';
import type { HostView } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import { repeatWithBackOff } from './back-off.ts';

/** Waits between two attempts to reach the native host, in ms. */
const FIRST = 3000;
const MAX = 30_000;

/** Whether the host is still missing. An attempt may show as `connecting`; only `ready` ends the back-off. */
export const isMissing = (before: boolean, state: HostView['state'] | undefined): boolean =>
  state === 'failed' || (before && state !== 'ready');

/**
 * While the native host is missing, asks the worker to connect to it again, so that the popup notices an installation.
 * The worker reports success or failure in the view. Nothing else is asked for.
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
