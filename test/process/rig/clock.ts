import { LOCK_WAIT_MS } from '../../../native-host/aws-files/editing/lock.ts';
import type { StartOptions } from './host.ts';

const withTick = (ms: number): StartOptions => ({
  node: ['-r', `${import.meta.dirname}/clock-hook.cjs`],
  env: { KEYFERRY_TEST_TICK: String(ms) },
});

/**
 * With these options, a host never waits for a lock. It can write only if there is no lock, or if it may remove an old
 * lock at once.
 */
export const WITHOUT_TIME = withTick(LOCK_WAIT_MS + 1);
/** With these options, time stands still for a host. So the host waits for a lock without end. */
export const WITH_ENDLESS_TIME = withTick(0);
