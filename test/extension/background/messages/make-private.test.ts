import { expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { fakeWorker, popup } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';

useFakeClock();

it('the worker asks the host to make the AWS folder private, and sends no folder name', async () => {
  const worker = fakeWorker(fakePortal());
  expect(await worker.send(popup, 'popup/make-private')).toEqual({ ok: true, value: null });
  const asked = worker.host.frames.filter(({ kind }) => kind === 'make-private');
  expect(asked).toEqual([{ v: 1, id: expect.any(Number), kind: 'make-private' }]);
});
