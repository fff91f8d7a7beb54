import { expect, it } from 'vitest';
import type { ProfileView, Renewal } from '#core/protocol/messages.ts';
import { useFakeClock } from '../fake-clock.ts';
import { goodHost, popup, until, viewOf } from '../fakes.ts';
import { type Asked, accounts, credentials, fakePortal, json, refused, startUrl } from '../portal-fake.ts';
import { complete, signedIn } from '../sessions/sessions-rig.ts';

useFakeClock();

const COUNT = 60;
const PER_SECOND = 10;
const LATENCY = 100;

const profiles: readonly ProfileView[] = accounts(COUNT).map(({ accountId }) => ({
  name: `admin-${accountId}`,
  accountId,
  roleName: 'Admin',
  portal: startUrl,
  expiration: Date.now() + 3_600_000,
}));

/** A portal that accepts `PER_SECOND` requests in each calendar second. It throttles all other requests. */
function limitedPortal() {
  const inSecond = new Map<number, number>();
  const counts = { asked: 0, throttled: 0 };
  const limit = async ({ url }: Asked) => {
    const second = Math.floor(Date.now() / 1000);
    const before = inSecond.get(second) ?? 0;
    inSecond.set(second, before + 1);
    counts.asked += 1;
    await new Promise((done) => setTimeout(done, LATENCY));
    if (before < PER_SECOND)
      return url.pathname === '/federation/credentials' ? json({ roleCredentials: credentials() }) : undefined;
    counts.throttled += 1;
    return refused('TooManyRequestsException', 429);
  };
  return { counts, portal: fakePortal({ '/': limit as (asked: Asked) => Promise<Response> }) };
}

it(`${COUNT} profiles are renewed quickly, although the portal allows only ${PER_SECOND} requests a second`, async () => {
  const { portal, counts } = limitedPortal();
  const { worker, key } = await signedIn(portal);
  worker.host.answer = (frame) => (frame.kind === 'list-profiles' ? { ok: true, profiles, more: 0 } : goodHost(frame));
  await worker.send(popup, 'popup/open');
  await complete(worker);
  await until(() => viewOf(worker).profiles.length === COUNT);

  const names = profiles.map(({ name }) => name);
  Object.assign(counts, { asked: 0, throttled: 0 });
  const began = Date.now();
  const answer = await worker.send(popup, 'popup/renew-profiles', { session: key, names });
  const { renewed, failed } = answer.value as Renewal;
  expect(failed).toEqual([]);
  expect(renewed.map(({ name }) => name)).toEqual(names);
  expect(Date.now() - began).toBeLessThanOrEqual(((COUNT / PER_SECOND) * 1000 * 3) / 2);
  expect(counts.throttled).toBeLessThanOrEqual(counts.asked * 0.05);
  expect(worker.host.frames.filter(({ kind }) => kind === 'write-profiles')).toHaveLength(1);
});
