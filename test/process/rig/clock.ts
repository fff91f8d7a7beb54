import { LOCK_WAIT_MS } from '../../../native-host/aws-files/editing/lock.ts';
import type { StartOptions } from './host.ts';

const withTick = (ms: number): StartOptions => ({
  node: ['-r', `${import.meta.dirname}/clock-hook.cjs`],
  env: { KEYFERRY_TEST_TICK: String(ms) },
});

/** In this host, there is no time to wait for a lock. So its write succeeds only if it removes an old lock at once. */
export const WITHOUT_TIME = withTick(LOCK_WAIT_MS + 1);
/** In this host, the time stands still. So it waits for a lock without end. */
export const WITH_ENDLESS_TIME = withTick(0);
