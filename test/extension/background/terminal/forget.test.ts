import { expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { popup, until, viewOf } from '../fakes.ts';
import { askKeys, hostAsks, keyRequests, liveWorker, named } from '../live/live-rig.ts';
import { credentials, fakePortal, json, type Reply } from '../portal-fake.ts';

useFakeClock();

const forget = (worker: Parameters<typeof hostAsks>[0], profile?: string) =>
  hostAsks(worker, 'live-forget', profile === undefined ? {} : { profile });
/** Waits until the portal has received at least `count` requests for keys. */
const askedFor = (waiting: readonly unknown[], count = 1) => until(() => waiting.length >= count);
const two = [named('dev'), named('ro', 'ReadOnly')];

it('after a program’s `forget` message, the profile is paused and has no keys and no answers; other profiles do not change', async () => {
  const { worker, portal } = await liveWorker(fakePortal(), two);
  await askKeys(worker, 'dev');
  await askKeys(worker, 'ro');
  expect(await forget(worker, 'dev')).toMatchObject({ ok: true });
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_REFUSED' });
  expect(await askKeys(worker, 'ro')).toMatchObject({ ok: true });
  expect(keyRequests(portal)).toBe(2);
  await worker.send(popup, 'popup/open');
  const paused = viewOf(worker).live.profiles.filter(({ isPaused }) => isPaused);
  expect(paused).toMatchObject([{ name: 'dev' }]);
  await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: false });
  // The grant “this session” for this profile has ended, so the worker opens a question.
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
  expect(keyRequests(portal)).toBe(2);
});

it('if a program’s `forget` message comes during a request for keys, the request is refused, and no keys stay in memory', async () => {
  const waiting: ((reply: Response) => void)[] = [];
  const portal = fakePortal({
    '/federation': () => new Promise<Response>((resolve) => waiting.push(resolve)) as Reply,
  });
  const { worker } = await liveWorker(portal, two);
  const answer = askKeys(worker, 'dev');
  await askedFor(waiting);
  await forget(worker, 'dev');
  for (const resolve of waiting) resolve(json({ roleCredentials: credentials() }));
  expect(await answer).toMatchObject({ ok: false, code: 'LIVE_REFUSED' });
  await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
  await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: false });
  const before = keyRequests(portal);
  void askKeys(worker, 'dev');
  await askedFor(waiting, before + 1);
  expect(keyRequests(portal)).toBe(before + 1);
});

it('if a program’s `forget` message contains no profile name, all live profiles are locked, as after a `lock` message', async () => {
  const { worker } = await liveWorker(fakePortal(), two);
  expect(await forget(worker)).toMatchObject({ ok: true });
  expect(await askKeys(worker, 'ro')).toMatchObject({ ok: false, code: 'LIVE_REFUSED' });
  await worker.send(popup, 'popup/open');
  expect(viewOf(worker).live.isLocked).toBe(true);
});

it('a program cannot make Keyferry forget profiles that do not exist, and cannot remove any profile', async () => {
  const { worker } = await liveWorker();
  for (const name of ['other', '__proto__', 'constructor'])
    expect(await forget(worker, name)).toMatchObject({ ok: false, code: 'LIVE_NOT_MINE' });
  await forget(worker, 'dev');
  await worker.send(popup, 'popup/open');
  expect(viewOf(worker).live.profiles).toHaveLength(1);
  expect(worker.host.frames.filter(({ kind }) => kind === 'remove-live-profiles')).toEqual([]);
});
