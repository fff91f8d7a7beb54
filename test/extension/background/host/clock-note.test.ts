import { expect, it } from 'vitest';
import { pass, useFakeClock } from '../fake-clock.ts';
import { goodHost, popup, until, viewOf } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';
import { complete, signedIn } from '../sessions/sessions-rig.ts';

useFakeClock();

const HOUR = 3_600_000;

/** A worker on a computer whose clock is `ahead` ms ahead of the portal's clock. */
async function onComputer(ahead: number) {
  const clock = { ahead };
  const portal = fakePortal();
  const fetch = (async (input: string, init: RequestInit) => {
    const response = await portal.fetch(input, init);
    response.headers.set('date', new Date(Date.now() - clock.ahead).toUTCString());
    return response;
  }) as typeof globalThis.fetch;
  const { worker } = await signedIn({ ...portal, fetch });
  await worker.send(popup, 'popup/open');
  await complete(worker);
  await pass(1_000);
  const notes = () => worker.host.frames.filter(({ kind }) => kind === 'note-clock').map(({ aheadMs }) => aheadMs);
  return { worker, clock, notes };
}

it('the worker tells the host how wrong the computer’s clock is, after each connection and after each change of the clock', async () => {
  const { worker, clock, notes } = await onComputer(2 * HOUR);
  expect(notes()).toEqual([2 * HOUR]);
  worker.host.drop();
  await worker.send(popup, 'popup/open');
  await until(() => notes().length === 2);
  clock.ahead = 0;
  await worker.send(popup, 'popup/refresh', { session: viewOf(worker).current });
  await until(() => notes().length === 3);
  expect(notes()).toEqual([2 * HOUR, 2 * HOUR, 0]);
});

it('the host gets no message about the clock while the computer’s clock is correct', async () => {
  const { worker, notes } = await onComputer(0);
  worker.host.drop();
  await worker.send(popup, 'popup/open');
  await pass(1_000);
  expect(notes()).toEqual([]);
});

it('the extension still works with an older host that refuses messages about the clock', async () => {
  const { worker, notes } = await onComputer(2 * HOUR);
  worker.host.answer = (frame) =>
    frame.kind === 'note-clock' ? { ok: false, code: 'UNKNOWN_KIND', message: 'unknown' } : goodHost(frame);
  worker.host.drop();
  await worker.send(popup, 'popup/open');
  await until(() => notes().length === 2);
  await pass(1_000);
  expect(viewOf(worker).host).toMatchObject({ state: 'ready' });
});
