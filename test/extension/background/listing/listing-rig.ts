import type { RoleIndex, View } from '#core/protocol/messages.ts';
import type { WorkerDeps } from '../../../../extension/background/worker-deps.ts';
import { READING_TURNS } from '../event-loop.ts';
import { announce, type FakeWorker, fakeWorker, popup, viewOf } from '../fakes.ts';
import { createSimulatedClock } from '../portal-api/simulated-clock.ts';
import type { fakePortal } from '../portal-fake.ts';

export const phase = (worker: Pick<FakeWorker, 'session'>) => viewOf(worker).listing.phase;
export const indexOf = ({ local, session }: Pick<FakeWorker, 'local' | 'session'>) =>
  [...local.data, ...session.data].find(([key]) => key.startsWith('index '))?.[1] as RoleIndex | undefined;
export const jobs = ({ session }: Pick<FakeWorker, 'session'>) =>
  [...session.data.keys()].filter((key) => key.startsWith('job '));

/** The clock of all workers in a test file. */
const clock = createSimulatedClock(Date.now(), READING_TURNS);

/** A simulated clock for `fakeWorker`, so that a listing of several minutes takes almost no real time. */
export const simulated: Pick<WorkerDeps, 'now' | 'later'> = {
  now: clock.now,
  later(task, ms) {
    let cancelled = false;
    clock.later(() => cancelled || task(), ms);
    return () => {
      cancelled = true;
    };
  },
};

/** Lets simulated time pass until `condition` returns a truthy value, and returns that value. */
export async function until<T>(condition: () => T): Promise<NonNullable<T>> {
  let value = condition();
  await clock.run(() => {
    value = condition();
    return Boolean(value);
  });
  return value as NonNullable<T>;
}

/** Lets ten seconds of simulated time pass, so that the worker finishes everything that it has begun. */
export async function settle(): Promise<void> {
  let passed = false;
  clock.later(() => {
    passed = true;
  }, 10_000);
  await clock.run(() => passed);
}

/**
 * Starts a worker that uses the simulated clock and a trusted portal. The popup was opened, so the listing has begun.
 */
export async function start(portal: ReturnType<typeof fakePortal>, given: Partial<WorkerDeps> = {}) {
  const worker = fakeWorker({ ...portal, ...simulated, ...given });
  await announce(worker);
  const session = viewOf(worker).sessions[0]?.key;
  const { value } = await worker.send(popup, 'popup/use-portal', { session });
  await worker.send(popup, 'popup/open');
  return { worker, portal, session: (value as View).current ?? '' };
}
