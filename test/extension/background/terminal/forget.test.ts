import { expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { popup, until, viewOf } from '../fakes.ts';
import { askKeys, hostAsks, keyRequests, liveWorker, named } from '../live/live-rig.ts';
import { credentials, fakePortal, json, type Reply } from '../portal-fake.ts';

useFakeClock();

const forget = (worker: Parameters<typeof hostAsks>[0], profile?: string) =>
  hostAsks(worker, 'live-forget', profile === undefined ? {} : { profile });
/** Waits until at least `count` requests for keys have reached the portal. */
const askedFor = (waiting: readonly unknown[], count = 1) => until(() => waiting.length >= count);
const two = [named('dev'), named('ro', 'ReadOnly')];

it('forgetting one profile drops its keys and answers, pauses it until the popup ends the pause, and changes no other profile', async () => {
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
  // The grant for the session has ended, so the browser asks.
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_ASKING' });
  expect(keyRequests(portal)).toBe(2);
});

it('a request that is under way when its profile is forgotten gives no keys, and leaves no keys in memory', async () => {
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

it('forgetting without a profile name does what `lock` does', async () => {
  const { worker } = await liveWorker(fakePortal(), two);
  expect(await forget(worker)).toMatchObject({ ok: true });
  expect(await askKeys(worker, 'ro')).toMatchObject({ ok: false, code: 'LIVE_REFUSED' });
  await worker.send(popup, 'popup/open');
  expect(viewOf(worker).live.isLocked).toBe(true);
});

it('forgetting is refused for names that are not in the table, and removes no profile', async () => {
  const { worker } = await liveWorker();
  for (const name of ['other', '__proto__', 'constructor'])
    expect(await forget(worker, name)).toMatchObject({ ok: false, code: 'LIVE_NOT_MINE' });
  await forget(worker, 'dev');
  await worker.send(popup, 'popup/open');
  expect(viewOf(worker).live.profiles).toHaveLength(1);
  expect(worker.host.frames.filter(({ kind }) => kind === 'remove-live-profiles')).toEqual([]);
});
