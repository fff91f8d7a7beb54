import type { RoleIndex, View } from '#core/protocol/messages.ts';
import type { WorkerDeps } from '../../../../extension/background/worker-deps.ts';
import { announce, type FakeWorker, fakeWorker, popup, viewOf } from '../fakes.ts';
import type { fakePortal } from '../portal-fake.ts';

export const phase = (worker: Pick<FakeWorker, 'session'>) => viewOf(worker).listing.phase;
export const indexOf = ({ local, session }: Pick<FakeWorker, 'local' | 'session'>) =>
  [...local.data, ...session.data].find(([key]) => key.startsWith('index '))?.[1] as RoleIndex | undefined;
export const jobs = ({ session }: Pick<FakeWorker, 'session'>) =>
  [...session.data.keys()].filter((key) => key.startsWith('job '));

/** A worker whose popup has opened over a portal in use: its listing is under way. */
export async function start(portal: ReturnType<typeof fakePortal>, given: Partial<WorkerDeps> = {}) {
  const worker = fakeWorker({ ...portal, ...given });
  await announce(worker);
  const session = viewOf(worker).sessions[0]?.key;
  const { value } = await worker.send(popup, 'popup/use-portal', { session });
  await worker.send(popup, 'popup/open');
  return { worker, portal, session: (value as View).current ?? '' };
}
