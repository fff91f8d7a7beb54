import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, options, popup, portalPage, until, viewOf } from '../fakes.ts';
import { credentials, fakePortal, json, refused, startUrl, token } from '../portal-fake.ts';
import { complete, indexKeys, keys, other, signedIn, use } from './sessions-rig.ts';

useFakeClock();

describe('a new portal', () => {
  it('attack 45: is shown, but gets no request and never becomes the current portal', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker);
    await worker.send(popup, 'popup/open');
    const [session] = viewOf(worker).sessions;
    expect(session).toMatchObject({ startUrl, label: 'demo', trusted: false, user: null, region: 'eu-west-1' });
    expect(viewOf(worker).current).toBeNull();
    for (const kind of ['popup/choose-session', 'popup/refresh']) {
      expect(await worker.send(popup, kind, { session: session?.key })).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    }
    const role = { session: session?.key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    const write = { ...role, name: 'p', replace: true };
    expect(await worker.send(popup, 'popup/write-profile', write)).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    expect(portal.asked).toEqual([]);
  });

  it('attack 45: changes nothing for a portal that is already trusted', async () => {
    const { worker, key, portal } = await signedIn();
    await complete(worker);
    const before = portal.asked.length;
    await announce(worker, { url: 'https://evil.awsapps.com/start', token: 'EVILTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
    expect(portal.asked.slice(before)).toEqual([]);
  });

  it('is trusted after one click of the user, and the trust is stored', async () => {
    const { worker, portal, key } = await signedIn();
    expect(viewOf(worker).sessions).toMatchObject([{ key, trusted: true, user: 'user-1', expired: false }]);
    expect(viewOf(worker).sessions[0]?.expiresAt).toBeGreaterThan(Date.now());
    // The stored value contains only a fingerprint of the user.
    expect(worker.local.data.get('trusted')).toEqual({
      [startUrl]: { users: [expect.stringMatching(/^[0-9a-f]{32}$/)] },
    });
    expect(portal.paths()[0]).toBe('/token/whoAmI');
    await complete(worker);
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker, { token: 'ANOTHERTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
  });

  it('leaves no data on disk if the user trusts the portal in a private window', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { tab: { incognito: true } });
    await use(worker);
    await complete(worker);
    expect([...worker.local.data]).toEqual([]);
    expect(indexKeys(worker)).toHaveLength(1);
  });
});

describe('a session', () => {
  it('is stored only once, and Keyferry asks for its user only once, even if the portal’s page reports the session again', async () => {
    const { worker, portal } = await signedIn();
    await announce(worker);
    await announce(worker);
    expect(keys(worker)).toHaveLength(1);
    expect(portal.paths().filter((path) => path === '/token/whoAmI')).toHaveLength(1);
  });

  it('can be used after a restart of the worker', async () => {
    const { worker, key } = await signedIn();
    const again = worker.restart();
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await again.send(popup, 'popup/get-credentials', role)).toMatchObject({ ok: true });
  });

  it('attack 31: keeps its key and its list of roles when the same user gets a new token', async () => {
    const { worker, key, portal } = await signedIn();
    await complete(worker);
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    await worker.send(popup, 'popup/get-credentials', role);
    expect(portal.asked.at(-1)?.token).toBe('ROTATEDTOKENEXAMPLE');
  });

  it('ends at once at a sign-out; its list is erased, its requests are cancelled, and the port to the host is closed', async () => {
    let answer = (_: Response) => {};
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const { worker, portal, key } = await signedIn(fakePortal({ '/federation/credentials': () => slow }));
    await worker.send(popup, 'popup/open');
    await complete(worker);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    const click = worker.send(popup, 'popup/get-credentials', role);
    await until(() => portal.paths().includes('/federation/credentials'));
    await worker.send(portalPage(), 'portal/signed-out');
    answer(json({ roleCredentials: credentials() }));
    expect(await click).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(worker.session.data.get('sessions')).toEqual([]);
    expect(indexKeys(worker)).toEqual([]);
    expect(worker.host.closed).toBe(1);
    expect(viewOf(worker)).toMatchObject({ sessions: [], current: null });
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'NO_SESSION' });
  });

  it('adds its portal to the list of known portals when the session ends, but only if the portal was confirmed', async () => {
    const { worker } = await signedIn();
    expect(viewOf(worker).known).toEqual([]);
    await worker.send(portalPage(), 'portal/signed-out');
    expect(viewOf(worker).known).toEqual([{ startUrl, label: 'demo' }]);
    await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE' });
    await worker.send(portalPage(other), 'portal/signed-out');
    expect(viewOf(worker).known).toEqual([{ startUrl, label: 'demo' }]);
  });

  it('is not affected when the user signs out of another portal', async () => {
    const { worker } = await signedIn();
    await complete(worker);
    await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE' });
    await worker.send(portalPage(other), 'portal/signed-out');
    expect(viewOf(worker).sessions).toMatchObject([{ startUrl }]);
    expect(indexKeys(worker)).toHaveLength(1);
  });

  it('still has its list of roles on disk after a sign-out if the user chose this in the settings', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const settings = { ...defaultSettings, nameTemplate: '{role}', keepIndexAfterSignOut: true };
    expect(await worker.send(options, 'options/set-settings', { settings })).toEqual({ ok: true, value: settings });
    await worker.send(portalPage(), 'portal/signed-out');
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
  });

  it('attack 31: ends when the portal answers with status 401, and begins again only with a new token', async () => {
    let ended = false;
    const { worker, key } = await signedIn(
      fakePortal({ '/federation': () => (ended ? refused('UnauthorizedException', 401) : undefined) }),
    );
    await complete(worker);
    ended = true;
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(viewOf(worker).sessions).toMatchObject([{ key, expired: true }]);
    expect(JSON.stringify([...worker.session.data])).not.toContain(token);
    await announce(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ expired: true }]);
    await announce(worker, { token: 'FRESHTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ key, expired: false }]);
  });

  it('can be used if the portal cannot name the user, but then nothing about the user is stored on disk', async () => {
    const portal = fakePortal({ '/token/whoAmI': () => refused('ResourceNotFoundException', 404) });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ user: null, expiresAt: null, expired: false }]);
    expect([...worker.local.data.keys()]).toEqual(['trusted', 'ways']);
    // The second token may belong to another user. So the second session gets a new session key and a new list.
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    expect(keys(worker)).not.toContain(key);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('gets its user when the popup opens again after a network failure', async () => {
    let away = true;
    const portal = fakePortal({
      '/token/whoAmI': () => (away ? Promise.reject(new TypeError('network')) : undefined),
    });
    const { worker } = await signedIn(portal);
    expect(viewOf(worker).sessions).toMatchObject([{ user: null }]);
    away = false;
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).sessions[0]?.user === 'user-1');
    await until(() => [...worker.local.data.keys()].some((key) => key.startsWith('index ')));
  });
});

it('“forget everything” erases all stored data except the settings', async () => {
  const { worker } = await signedIn();
  await complete(worker);
  await worker.send(options, 'options/forget-everything');
  expect([...worker.local.data.keys()]).toEqual([]);
  expect(worker.session.data.get('sessions')).toEqual([]);
  expect(indexKeys(worker)).toEqual([]);
});

describe('a session that the portal ended early', () => {
  it('is shown as ended when the popup opens; the portal is asked at most once a minute', async () => {
    let ended = false;
    const whoAmI = () => (ended ? refused('UnauthorizedException', 401) : undefined);
    let late = 0;
    const portal = fakePortal({ '/token/whoAmI': whoAmI });
    const worker = fakeWorker({ ...portal, now: () => Date.now() + late });
    await announce(worker);
    await use(worker);
    await complete(worker);
    ended = true;
    const asks = () => portal.paths().filter((path) => path === '/token/whoAmI').length;
    const before = asks();
    await worker.send(popup, 'popup/open');
    await pass(50);
    expect(asks()).toBe(before);
    late = 61_000;
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).sessions[0]?.expired);
    expect(asks()).toBe(before + 1);
  });

  it('is shown as valid as long as the portal answers with an internal error', async () => {
    let late = 0;
    const broken = () => (late > 0 ? refused('InternalServerException', 500) : undefined);
    const worker = fakeWorker({ ...fakePortal({ '/token/whoAmI': broken }), now: () => Date.now() + late });
    await announce(worker);
    const key = await use(worker);
    late = 61_000;
    await worker.send(popup, 'popup/open');
    await pass(200);
    expect(viewOf(worker).sessions).toMatchObject([{ key, user: 'user-1', expired: false }]);
  });
});
