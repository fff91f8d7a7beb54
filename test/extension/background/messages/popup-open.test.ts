import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/protocol/messages.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, type FakeArea, type FakeWorker, fakeWorker, goodHost, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, startUrl } from '../portal-fake.ts';
import { complete, other, signedIn, use } from '../sessions/sessions-rig.ts';

useFakeClock();

const profile: ProfileView = {
  name: 'p',
  accountId: '111122223333',
  roleName: 'Admin',
  portal: startUrl,
  expiration: Date.now() + 3_600_000,
};

/** From now on, counts how often each storage key is read and written. */
function count(...areas: FakeArea[]) {
  const reads = new Map<string, number>();
  const writes = new Map<string, number>();
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1);
  for (const area of areas) {
    const { get, set } = area;
    area.get = (key) => {
      for (const each of key === null ? area.data.keys() : [key]) add(reads, each);
      return get(key);
    };
    area.set = (items) => {
      for (const key of Object.keys(items)) add(writes, key);
      return set(items);
    };
  }
  const of = (counts: Map<string, number>) => (key: string) => counts.get(key) ?? 0;
  return { reads: of(reads), writes: of(writes) };
}

const listing = (frame: Record<string, unknown>) =>
  frame.kind === 'list-profiles' ? { ok: true, profiles: [profile], more: 0 } : goodHost(frame);

/** Lets the host answer after 40 ms, as if the program had to start first. */
function slowHost(host: FakeWorker['host']): void {
  host.answer = (frame) => {
    setTimeout(() => host.say({ v: 1, id: frame.id, ...listing(frame) }), 40);
    return null;
  };
}

/** A worker with sessions at two portals. */
async function inUse() {
  const { worker } = await signedIn();
  slowHost(worker.host);
  await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE' });
  await use(worker, other);
  await complete(worker);
  await pass(1000);
  return worker;
}

describe('opening the popup once', () => {
  it.each(['a stopped worker', 'a running worker'])(
    'makes %s read and write the storage only a few times',
    async (which) => {
      const worker = await inUse();
      const counts = count(worker.session, worker.local);
      const { send } = which === 'a stopped worker' ? worker.restart() : worker;
      await send(popup, 'popup/open');
      await until(() => viewOf(worker).host.state === 'ready' && viewOf(worker).profiles.length === 1);
      await complete(worker);
      await pass(5000);
      expect(counts.reads('sessions')).toBeLessThanOrEqual(3);
      expect(counts.reads('trusted')).toBeLessThanOrEqual(3);
      expect(counts.writes('view')).toBeLessThanOrEqual(2);
      expect(counts.writes('view')).toBeGreaterThan(0);
    },
  );
});

describe('a second try to connect to a missing host', () => {
  const missing = () => {
    throw new Error('Specified native messaging host not found.');
  };

  it('sends no request to the portal, and reads neither tabs nor storage', async () => {
    let queries = 0;
    const tabs = {
      query: async () => {
        queries += 1;
        return [];
      },
      sendMessage: async () => undefined,
      reload: async () => undefined,
      create: async () => undefined,
      update: async () => undefined,
    };
    const portal = fakePortal();
    const worker = fakeWorker({ ...portal, tabs });
    const { connectNative } = worker.host;
    worker.host.connectNative = missing;
    await announce(worker);
    await use(worker);
    await complete(worker);
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).host.state === 'failed');
    await pass(5000);
    const counts = count(worker.session, worker.local);
    const before = { view: JSON.stringify(viewOf(worker)), asked: portal.asked.length, queries };
    expect(await worker.send(popup, 'popup/retry-host')).toEqual({ ok: true, value: null });
    await pass(1000);
    expect(['sessions', 'trusted', 'view'].map(counts.reads)).toEqual([0, 0, 0]);
    expect(counts.writes('view')).toBe(0);
    expect({ view: JSON.stringify(viewOf(worker)), asked: portal.asked.length, queries }).toEqual(before);

    worker.host.connectNative = connectNative;
    worker.host.answer = listing;
    await worker.send(popup, 'popup/retry-host');
    await until(() => viewOf(worker).host.state === 'ready' && viewOf(worker).profiles.length === 1);
  });
});
