import { describe, expect, it } from 'vitest';
import type { View } from '#core/messages.ts';
import { announce, type FakeWorker, fakeWorker, options, popup, portalPage, until } from './fakes.ts';
import { credentials, fakePortal, json, type Reply, refused, startUrl, token } from './portal-fake.ts';

const other = 'https://other.awsapps.com/start';
const viewOf = ({ session }: FakeWorker) => session.data.get('view') as View;
const keys = (worker: FakeWorker) => viewOf(worker).sessions.map(({ key }) => key);
const indexKeys = ({ local, session }: FakeWorker) =>
  [...local.data.keys(), ...session.data.keys()].filter((key) => key.startsWith('index '));

/** Trusts the portal whose session was announced last; gives the key it then has. */
async function use(worker: FakeWorker, url = startUrl): Promise<string> {
  const key = viewOf(worker).sessions.find((each) => each.startUrl === url)?.key;
  const answer = await worker.send(popup, 'popup/use-portal', { session: key });
  expect(answer).toMatchObject({ ok: true });
  return (answer.value as View).current ?? '';
}

async function signedIn(portal = fakePortal()) {
  const worker = fakeWorker(portal);
  await announce(worker);
  return { worker, portal, key: await use(worker) };
}

const complete = (worker: FakeWorker) => until(() => viewOf(worker).listing.phase === 'complete');
const users = (byToken: Record<string, string>) => ({
  '/token/whoAmI': ({ token }: { token: string | null }): Reply =>
    json({ userIdentifier: byToken[token ?? ''] ?? 'nobody', expireDate: Date.now() + 3_600_000 }),
});

describe('a portal seen for the first time', () => {
  it('attack 45: is shown, never asked, and never becomes the current one', async () => {
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

  it('attack 45: beside a trusted one changes nothing', async () => {
    const { worker, key, portal } = await signedIn();
    await complete(worker);
    const before = portal.asked.length;
    await announce(worker, { url: 'https://evil.awsapps.com/start', token: 'EVILTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
    expect(portal.asked.slice(before)).toEqual([]);
  });

  it('is trusted by one click, which is remembered', async () => {
    const { worker, portal, key } = await signedIn();
    expect(viewOf(worker).sessions).toMatchObject([{ key, trusted: true, user: 'user-1', expired: false }]);
    expect(viewOf(worker).sessions[0]?.expiresAt).toBeGreaterThan(Date.now());
    expect(worker.local.data.get('trusted')).toEqual({ [startUrl]: { region: null } });
    expect(portal.paths()[0]).toBe('/token/whoAmI');
    await complete(worker);
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker, { token: 'ANOTHERTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
  });

  it('trusted in a private window leaves nothing on disk', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { tab: { incognito: true } });
    await use(worker);
    await complete(worker);
    expect([...worker.local.data]).toEqual([]);
    expect(indexKeys(worker)).toHaveLength(1);
  });
});

describe('a session', () => {
  it('is told twice and kept once, its portal asked once', async () => {
    const { worker, portal } = await signedIn();
    await announce(worker);
    await announce(worker);
    expect(keys(worker)).toHaveLength(1);
    expect(portal.paths().filter((path) => path === '/token/whoAmI')).toHaveLength(1);
  });

  it('outlives the worker', async () => {
    const { worker, key } = await signedIn();
    const again = worker.restart();
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await again.send(popup, 'popup/get-credentials', role)).toMatchObject({ ok: true });
  });

  it('attack 31: a new token of the same user keeps key and list', async () => {
    const { worker, key, portal } = await signedIn();
    await complete(worker);
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(viewOf(worker).current).toBe(key);
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    await worker.send(popup, 'popup/get-credentials', role);
    expect(portal.asked.at(-1)?.token).toBe('ROTATEDTOKENEXAMPLE');
  });

  it('attack 7: another user of the same portal has another key and none of the first one’s list', async () => {
    const portal = fakePortal(users({ [token]: 'ann', SECONDTOKENEXAMPLE: 'bob' }));
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ user: 'bob' }]);
    expect(keys(worker)).not.toContain(key);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'SESSION_CHANGED' });
  });

  it('attack 7: a click made before a new token was told asks with no token at all', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const portal = fakePortal({
      '/token/whoAmI': ({ token: given }) =>
        given === token ? json({ userIdentifier: 'ann' }) : gate.then(() => json({ userIdentifier: 'bob' })),
    });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    const told = announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    await until(() => portal.asked.at(-1)?.token === 'SECONDTOKENEXAMPLE');
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    const click = worker.send(popup, 'popup/get-credentials', role);
    release();
    await told;
    expect(await click).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(portal.paths()).not.toContain('/federation/credentials');
  });

  it('attack 7: two portals, and two containers of one portal, never mix', async () => {
    const portal = fakePortal(users({ [token]: 'ann', OTHERTOKENEXAMPLE: 'ann', BOXTOKENEXAMPLE: 'cid' }));
    const { worker, key } = await signedIn(portal);
    await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE', region: 'us-east-1' });
    await use(worker, other);
    await announce(worker, { token: 'BOXTOKENEXAMPLE', tab: { cookieStoreId: 'firefox-container-1' } });
    expect(new Set(keys(worker)).size).toBe(3);
    const wanted = { [key]: token };
    for (const session of viewOf(worker).sessions) {
      if (session.startUrl === other) wanted[session.key] = 'OTHERTOKENEXAMPLE';
      else if (session.user === 'cid') wanted[session.key] = 'BOXTOKENEXAMPLE';
    }
    expect(Object.keys(wanted)).toHaveLength(3);
    for (const [session, expected] of Object.entries(wanted)) {
      const role = { session, accountId: '111122223333', roleName: 'Admin' };
      expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ ok: true });
      expect(portal.asked.findLast(({ url }) => url.pathname === '/federation/credentials')?.token).toBe(expected);
      const host = portal.asked.findLast(({ url }) => url.pathname === '/federation/credentials')?.url.hostname;
      expect(host).toContain(expected === 'OTHERTOKENEXAMPLE' ? 'us-east-1' : 'eu-west-1');
    }
  });

  it('attack 7: two containers that were there before the portal was trusted are both listed when chosen', async () => {
    const portal = fakePortal(users({ [token]: 'ann', BOXTOKENEXAMPLE: 'bob' }));
    const worker = fakeWorker(portal);
    await announce(worker);
    await announce(worker, { token: 'BOXTOKENEXAMPLE', tab: { cookieStoreId: 'firefox-container-1' } });
    const ann = await use(worker);
    await complete(worker);
    const unknown = viewOf(worker).sessions.find(({ key }) => key !== ann);
    expect(unknown).toMatchObject({ trusted: true, user: null });
    await worker.send(popup, 'popup/choose-session', { session: unknown?.key });
    await until(() => viewOf(worker).sessions.some(({ user }) => user === 'bob'));
    await complete(worker);
    const { current, sessions } = viewOf(worker);
    expect(sessions.find(({ key }) => key === current)?.user).toBe('bob');
    await until(() => indexKeys(worker).length === 2);
  });

  it('signing out forgets session, list, host and what is under way, at once', async () => {
    let answer = (_: Response) => {};
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const { worker, key } = await signedIn(fakePortal({ '/federation/credentials': () => slow }));
    await worker.send(popup, 'popup/open');
    await complete(worker);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    const click = worker.send(popup, 'popup/get-credentials', role);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await worker.send(portalPage(), 'portal/signed-out');
    answer(json({ roleCredentials: credentials() }));
    expect(await click).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(worker.session.data.get('sessions')).toEqual([]);
    expect(indexKeys(worker)).toEqual([]);
    expect(worker.host.closed).toBe(1);
    expect(viewOf(worker)).toMatchObject({ sessions: [], current: null });
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'NO_SESSION' });
  });

  it('signing out of one portal leaves the other', async () => {
    const { worker } = await signedIn();
    await complete(worker);
    await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE' });
    await worker.send(portalPage(other), 'portal/signed-out');
    expect(viewOf(worker).sessions).toMatchObject([{ startUrl }]);
    expect(indexKeys(worker)).toHaveLength(1);
  });

  it('the list stays after signing out if the user chose so', async () => {
    const { worker, key } = await signedIn();
    await complete(worker);
    const settings = {
      defaultRegion: '',
      nameTemplate: '{role}',
      keepIndexAfterSignOut: true,
      notifyBeforeExpiry: false,
    };
    expect(await worker.send(options, 'options/set-settings', { settings })).toEqual({ ok: true, value: settings });
    await worker.send(portalPage(), 'portal/signed-out');
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
  });

  it('attack 31: a 401 ends it; the same token told again does not bring it back, a new one does', async () => {
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

  it('a portal that cannot say who is signed in works all the same, and leaves nothing on disk', async () => {
    const portal = fakePortal({ '/token/whoAmI': () => refused('ResourceNotFoundException', 404) });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ user: null, expiresAt: null, expired: false }]);
    expect([...worker.local.data.keys()]).toEqual(['trusted', 'ways']);
    // Another token may be another person's: it shares nothing with the first.
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    expect(keys(worker)).not.toContain(key);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('asks again who is signed in when the network was away', async () => {
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

describe('the region', () => {
  it.each(['evil.example', 'eu-west-1.evil.example/', 'us-gov-west-1', 'eu-west-9', '../../x', 'EU-WEST-1'])(
    'attack 44: %s sends the token nowhere',
    async (region) => {
      const portal = fakePortal();
      const worker = fakeWorker(portal);
      await announce(worker, { region });
      expect(viewOf(worker).sessions).toMatchObject([{ region: null }]);
      const key = await use(worker);
      const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
      expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'REGION_UNKNOWN' });
      expect(portal.asked).toEqual([]);
    },
  );

  it.each([
    ['https://ssoins-1f.portal.eu-west-3.app.aws/', null, 'eu-west-3', 'portal.sso.eu-west-3.amazonaws.com'],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'xx-evil-1',
      'us-east-2',
      'portal.sso.us-east-2.amazonaws.com',
    ],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'cn-north-1',
      'us-east-2',
      'portal.sso.us-east-2.amazonaws.com',
    ],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'eu-west-1',
      'eu-west-1',
      'portal.sso.eu-west-1.amazonaws.com',
    ],
    [
      'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/acme',
      null,
      'us-gov-west-1',
      'portal.sso.us-gov-west-1.amazonaws.com',
    ],
    [
      'https://ssoins-1f.portal.cn-north-1.app.amazonwebservices.com.cn/',
      'us-east-1',
      'cn-north-1',
      'portal.sso.cn-north-1.amazonaws.com.cn',
    ],
    [
      'https://ssoins-1f.eusc-de-east-1.portal.amazonaws.eu/',
      null,
      'eusc-de-east-1',
      'portal.sso.eusc-de-east-1.amazonaws.eu',
    ],
  ])('attack 32: of %s whose page names %j is %s', async (url, named, region, host) => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker, { url, region: named });
    expect(viewOf(worker).sessions).toMatchObject([{ region }]);
    await use(worker, url.replace(/\/$/, ''));
    await complete(worker);
    expect([...new Set(portal.asked.map((each) => each.url.hostname))]).toEqual([host]);
  });

  it('attack 44: a region of 10 kB is not even read', async () => {
    const worker = fakeWorker(fakePortal());
    expect(await announce(worker, { region: 'x'.repeat(10_000) })).toBeUndefined();
    expect(await worker.worker.sessions.all()).toEqual([]);
  });

  it('attack 32: is asked of the user where the page names none, and remembered', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker, { region: null });
    const key = await use(worker);
    const bad = { session: key, region: 'eu-west-9' };
    expect(await worker.send(popup, 'popup/set-region', bad)).toMatchObject({ code: 'REGION_UNKNOWN' });
    const answer = await worker.send(popup, 'popup/set-region', { session: key, region: 'eu-north-1' });
    expect((answer.value as View).sessions).toMatchObject([{ region: 'eu-north-1', user: 'user-1' }]);
    expect(portal.asked[0]?.url.hostname).toBe('portal.sso.eu-north-1.amazonaws.com');
    await announce(worker, { region: null, token: 'NEXTTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-north-1' }]);
  });

  it('attack 32: a choice that the portal refuses is asked again, the session not taken for ended', async () => {
    const portal = fakePortal({
      '/token/whoAmI': ({ url }) =>
        url.hostname.includes('eu-north-1') ? refused('UnauthorizedException', 401) : undefined,
    });
    const worker = fakeWorker(portal);
    await announce(worker, { region: null });
    const key = await use(worker);
    await worker.send(popup, 'popup/set-region', { session: key, region: 'eu-north-1' });
    const [session] = viewOf(worker).sessions;
    expect(session).toMatchObject({ region: null, expired: false });
    await worker.send(popup, 'popup/set-region', { session: session?.key, region: 'eu-west-1' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-west-1', user: 'user-1' }]);
  });
});

it('forgetting everything leaves settings and nothing else', async () => {
  const { worker } = await signedIn();
  await complete(worker);
  await worker.send(options, 'options/forget-everything');
  expect([...worker.local.data.keys()]).toEqual([]);
  expect(worker.session.data.get('sessions')).toEqual([]);
  expect(indexKeys(worker)).toEqual([]);
});

describe('a session that the portal ended early', () => {
  it('shows as ended when the popup opens, asked about at most once a minute', async () => {
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
    await new Promise((rest) => setTimeout(rest, 50));
    expect(asks()).toBe(before);
    late = 61_000;
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).sessions[0]?.expired);
    expect(asks()).toBe(before + 1);
  });

  it('stays as it is when the portal only cannot be asked', async () => {
    let late = 0;
    const broken = () => (late > 0 ? refused('InternalServerException', 500) : undefined);
    const worker = fakeWorker({ ...fakePortal({ '/token/whoAmI': broken }), now: () => Date.now() + late });
    await announce(worker);
    const key = await use(worker);
    late = 61_000;
    await worker.send(popup, 'popup/open');
    await new Promise((rest) => setTimeout(rest, 200));
    expect(viewOf(worker).sessions).toMatchObject([{ key, user: 'user-1', expired: false }]);
  });
});

describe('a portal that cannot say at once whose a session is', () => {
  const role = { accountId: '111122223333', roleName: 'Admin' };
  const keysAsked = ({ asked }: ReturnType<typeof fakePortal>) =>
    asked.filter(({ url }) => url.pathname === '/federation/credentials').map(({ token: given }) => given);

  /** A portal that is too busy to say whose a token is for as long as `busy` holds of it. */
  function busyPortal(byToken: Record<string, string>) {
    const busy = new Set<string | null>();
    const whoAmI = users(byToken)['/token/whoAmI'];
    const portal = fakePortal({
      '/token/whoAmI': (asked) => (busy.has(asked.token) ? refused('TooManyRequestsException', 429) : whoAmI(asked)),
    });
    return { portal, busy };
  }

  it('obeys a click made before it had said so', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann' });
    busy.add(token);
    const worker = fakeWorker({ ...portal, later: () => () => undefined });
    await announce(worker);
    const session = await use(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ user: null, whoAmI: 'THROTTLED' }]);
    busy.clear();
    expect(await worker.send(popup, 'popup/get-credentials', { session, ...role })).toMatchObject({ ok: true });
    await until(() => viewOf(worker).sessions[0]?.user === 'ann');
    expect(viewOf(worker).current).toBe(keys(worker)[0]);
    expect(viewOf(worker).current).not.toBe(session);
    expect(viewOf(worker).sessions).toMatchObject([{ was: session }]);
    // What was begun with the key of before goes on, until there is another token.
    expect(await worker.send(popup, 'popup/get-credentials', { session, ...role })).toMatchObject({ ok: true });
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    const late = await worker.send(popup, 'popup/get-credentials', { session, ...role });
    expect(late).toMatchObject({ code: 'SESSION_CHANGED' });
  });

  it('lists under the key that it then has, and asks again by itself', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann' });
    busy.add(token);
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.clear();
    await until(() => viewOf(worker).sessions[0]?.user === 'ann');
    await until(() => indexKeys(worker).some((each) => each === `index ${viewOf(worker).current}`));
    await complete(worker);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('attack 31: keeps key and list over a new token, and fetches nothing before it is known whose that is', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann', ROTATEDTOKENEXAMPLE: 'ann' });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.add('ROTATEDTOKENEXAMPLE');
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(viewOf(worker)).toMatchObject({ current: key, sessions: [{ user: 'ann', whoAmI: 'THROTTLED' }] });
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
    const click = { session: key, ...role };
    expect(await worker.send(popup, 'popup/get-credentials', click)).toMatchObject({ code: 'THROTTLED' });
    expect(keysAsked(portal)).toEqual([]);
    busy.clear();
    expect(await worker.send(popup, 'popup/get-credentials', click)).toMatchObject({ ok: true });
    expect(keysAsked(portal)).toEqual(['ROTATEDTOKENEXAMPLE']);
  });

  it('attack 7: a new token that turns out to be another person’s takes neither key nor click along', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann', SECONDTOKENEXAMPLE: 'bob' });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.add('SECONDTOKENEXAMPLE');
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    busy.clear();
    const click = await worker.send(popup, 'popup/get-credentials', { session: key, ...role });
    expect(click).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(keysAsked(portal)).toEqual([]);
    await until(() => viewOf(worker).sessions[0]?.user === 'bob');
    expect(viewOf(worker).sessions).toMatchObject([{ was: null }]);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('attack 7: a third token told while the second is asked about is asked about too', async () => {
    let answer = (_: Response) => {};
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const whoAmI = users({ [token]: 'ann', THIRDTOKENEXAMPLE: 'bob' })['/token/whoAmI'];
    const portal = fakePortal({
      '/token/whoAmI': (asked) => (asked.token === 'SECONDTOKENEXAMPLE' ? slow : whoAmI(asked)),
    });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    const second = announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    await until(() => portal.asked.at(-1)?.token === 'SECONDTOKENEXAMPLE');
    const click = worker.send(popup, 'popup/get-credentials', { session: key, ...role });
    const third = announce(worker, { token: 'THIRDTOKENEXAMPLE' });
    answer(json({ userIdentifier: 'ann' }));
    expect(await click).toMatchObject({ code: 'SESSION_CHANGED' });
    await Promise.all([second, third]);
    expect(keysAsked(portal)).toEqual([]);
  });
});
