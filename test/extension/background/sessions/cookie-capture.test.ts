import { describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, options, popup, portalPage, until, viewOf } from '../fakes.ts';
import { fakePortal, startUrl, token } from '../portal-fake.ts';
import { complete, signedIn, use } from './sessions-rig.ts';

useFakeClock();

const waysOf = ({ local }: FakeWorker) => local.data.get('ways');
const region = { region: 'eu-west-1', regionFrom: 'env' };
/**
 * Sends the message with which the page reports that the user is signed in, but that the page cannot read the cookie.
 */
const unreadable = (worker: Pick<FakeWorker, 'send'>, url = startUrl, tab = {}) =>
  worker.send(portalPage(url, tab), 'portal/unreadable', region);

/** A trusted portal with an HttpOnly cookie. The user allowed Keyferry to read this cookie. */
async function captured(portal = fakePortal()) {
  const worker = fakeWorker(portal);
  worker.allowed.add('cookies');
  worker.jar.put(startUrl, token);
  await unreadable(worker);
  return { worker, portal, key: await use(worker) };
}

describe('a session whose cookie the portal’s page cannot read', () => {
  it('attack 31: is offered to the user, but its cookie is not read before the user grants the permission', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    worker.jar.put(startUrl, token);
    await unreadable(worker);
    expect(viewOf(worker)).toMatchObject({
      sessions: [],
      locked: [{ startUrl, label: 'demo', origins: [], wasReadable: false }],
    });
    expect(worker.jar.asked).toEqual([]);
    expect(portal.asked).toEqual([]);

    worker.allowed.add('cookies');
    await worker.worker.capture.readAll();
    expect(viewOf(worker)).toMatchObject({
      sessions: [{ startUrl, trusted: false, capture: 'cookies', region: 'eu-west-1', regionFrom: 'env' }],
      locked: [],
    });
    expect(portal.asked).toEqual([]);
  });

  it('attack 31: works like any other session: its roles are listed, and keys can be fetched', async () => {
    const { worker, portal, key } = await captured();
    await complete(worker);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ ok: true });
    expect(portal.asked.every((each) => each.token === token)).toBe(true);
    expect(JSON.stringify([...worker.local.data])).not.toContain(token);
  });

  it('attack 31: gets the new token when the portal changes the token, and stays the same session in the popup', async () => {
    const { worker, portal, key } = await captured();
    await complete(worker);
    const cookie = worker.jar.put(startUrl, 'ROTATEDTOKENEXAMPLE');
    await worker.worker.capture.cookieChanged({
      cookie: { ...cookie, value: token },
      cause: 'overwrite',
      removed: true,
    });
    expect(viewOf(worker).current).toBe(key);
    await worker.worker.capture.cookieChanged({ cookie, cause: 'explicit', removed: false });
    expect(viewOf(worker).current).toBe(key);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    await worker.send(popup, 'popup/get-credentials', role);
    expect(portal.asked.at(-1)?.token).toBe('ROTATEDTOKENEXAMPLE');
  });

  it('attack 31: ends when the user signs out in any tab, and begins again when the user signs in again', async () => {
    const { worker, key } = await captured();
    await complete(worker);
    const cookie = worker.jar.put(startUrl, token);
    worker.jar.clear();
    await worker.worker.capture.cookieChanged({ cookie, cause: 'expired_overwrite', removed: true });
    expect(viewOf(worker)).toMatchObject({ sessions: [], current: null, locked: [] });
    expect([...worker.local.data.keys()].filter((each) => each.startsWith('index '))).toEqual([]);
    worker.jar.put(startUrl, 'NEXTTOKENEXAMPLE');
    await worker.worker.capture.cookieChanged({ cookie, cause: 'explicit', removed: false });
    expect(viewOf(worker).current).toBe(key);
  });

  it('attack 7: ignores changes of another portal’s cookie, and changes in another cookie store', async () => {
    const { worker } = await captured();
    const asked = worker.jar.asked.length;
    const cookie = worker.jar.put(startUrl, token);
    for (const other of [{ domain: 'other.awsapps.com' }, { storeId: '1' }, { name: 'theme' }]) {
      await worker.worker.capture.cookieChanged({ cookie: { ...cookie, ...other }, cause: 'explicit', removed: false });
    }
    expect(worker.jar.asked).toHaveLength(asked);
  });

  it('attack 7: is separate in each cookie store, with its own token', async () => {
    const { worker } = await captured();
    worker.jar.put(startUrl, 'CONTAINERTOKENEXAMPLE', 'firefox-container-2');
    await unreadable(worker, startUrl, { cookieStoreId: 'firefox-container-2' });
    const sessions = worker.session.data.get('sessions') as { store: string; token: string }[];
    expect(sessions.map((each) => [each.store, each.token])).toEqual([
      ['default', token],
      ['firefox-container-2', 'CONTAINERTOKENEXAMPLE'],
    ]);
  });

  it('ends when the user withdraws the permission; then the popup offers the portal to the user again', async () => {
    const { worker, key } = await captured();
    await complete(worker);
    worker.allowed.delete('cookies');
    await worker.worker.capture.permissionRemoved();
    expect(viewOf(worker)).toMatchObject({ sessions: [], locked: [{ startUrl }] });
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'NO_SESSION' });
    expect(await worker.send(popup, 'popup/open')).toMatchObject({ ok: true });
    const cookie = worker.jar.put(startUrl, 'NEXTTOKENEXAMPLE');
    await worker.worker.capture.cookieChanged({ cookie, cause: 'explicit', removed: false });
    expect(viewOf(worker).sessions).toEqual([]);
  });

  it('does not end when the user withdraws the permission, if the page could read the cookie again before', async () => {
    const { worker } = await captured();
    await announce(worker);
    await worker.worker.capture.permissionRemoved();
    worker.allowed.delete('cookies');
    await worker.worker.capture.permissionRemoved();
    expect(viewOf(worker).sessions).toMatchObject([{ capture: 'page' }]);
  });

  it('is no longer offered to the user when the portal’s page shows the sign-in form', async () => {
    const worker = fakeWorker(fakePortal());
    await unreadable(worker);
    await worker.send(portalPage(), 'portal/signed-out');
    expect(viewOf(worker)).toMatchObject({ sessions: [], locked: [] });
  });

  it('is not offered to the user again after the user declined the portal, until the portal’s page is closed', async () => {
    const open: string[] = [`${startUrl}/#/`];
    const tabs = {
      query: async () => open.map((url) => ({ url })),
      sendMessage: async () => ({ here: true }),
      reload: async () => undefined,
      create: async () => undefined,
      update: async () => undefined,
    };
    const worker = fakeWorker({ ...fakePortal(), tabs });
    await unreadable(worker);
    await worker.send(popup, 'popup/want-portal', { startUrl, wanted: false });
    await unreadable(worker);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).locked).toEqual([]);
    open.length = 0;
    await worker.worker.capture.forgetClosedPages(new Set());
    await unreadable(worker);
    expect(viewOf(worker).locked).toHaveLength(1);
  });

  it('is no longer offered to the user after the portal’s page was closed or the user declined the portal', async () => {
    const open: string[] = [`${startUrl}/#/`];
    const tabs = {
      query: async () => open.map((url) => ({ url })),
      sendMessage: async () => ({ here: true }),
      reload: async () => undefined,
      create: async () => undefined,
      update: async () => undefined,
    };
    const worker = fakeWorker({ ...fakePortal(), tabs });
    await unreadable(worker);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).locked).toHaveLength(1);
    open.length = 0;
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).locked.length === 0);
    await unreadable(worker);
    await worker.send(popup, 'popup/want-portal', { startUrl, wanted: false });
    expect(viewOf(worker).locked).toEqual([]);
  });
});

describe('the last way of reading a portal’s session (by the page or from the cookie)', () => {
  it('is stored only for a trusted portal, without secrets', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { url: 'https://unknown.awsapps.com/start', token: 'OTHERTOKENEXAMPLE' });
    await announce(worker);
    expect(waysOf(worker)).toBeUndefined();
    await use(worker);
    await complete(worker);
    const ways = { capture: 'page', listing: 'assignment', region: { name: 'eu-west-1', from: 'env' } };
    expect(waysOf(worker)).toEqual({ [startUrl]: ways });
    expect(viewOf(worker).sessions.at(-1)).toMatchObject({ capture: 'page', whoAmI: 'ok' });
  });

  it('is used after a restart of the browser: cookies are read before any page announces a session', async () => {
    const { worker, key } = await captured();
    await complete(worker);
    worker.session.data.clear();
    const again = worker.restart();
    await again.send(popup, 'popup/open');
    await until(() => viewOf(worker).current === key);
    expect(viewOf(worker).sessions).toMatchObject([{ capture: 'cookies', region: 'eu-west-1', user: 'user-1' }]);
  });

  it('attack 31: is not used if the portal already has a session, or if the address is no portal', async () => {
    const { worker } = await signedIn();
    worker.allowed.add('cookies');
    worker.jar.put(startUrl, token);
    await worker.worker.capture.restore([startUrl, 'https://example.com/start']);
    expect(worker.jar.asked).toEqual([]);
    expect(viewOf(worker)).toMatchObject({ sessions: [{ capture: 'page' }], locked: [] });
  });

  it('is replaced when the page can read the cookie again', async () => {
    const { worker } = await captured();
    worker.session.data.clear();
    worker.jar.clear();
    const again = worker.restart();
    await again.send(popup, 'popup/open');
    await announce(again);
    expect(viewOf(worker).sessions).toMatchObject([{ capture: 'page' }]);
    expect(waysOf(worker)).toMatchObject({ [startUrl]: { capture: 'page' } });
  });

  it('is not needed if a page announces a session while the cookies are read: the announced session stays', async () => {
    const { worker } = await captured();
    worker.session.data.clear();
    const again = worker.restart();
    let answer: (() => void) | undefined;
    worker.jar.cookies.getAll = () =>
      new Promise((resolve) => {
        answer = () => resolve([]);
      });
    const reading = again.worker.capture.readAll();
    await until(() => answer);
    await announce(again);
    answer?.();
    await reading;
    expect(viewOf(worker).sessions).toMatchObject([{ capture: 'page' }]);
  });

  it('is shown if the page cannot read the cookie now but could before, because the user may only be signed out', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker);
    await use(worker);
    await unreadable(worker);
    expect(viewOf(worker)).toMatchObject({ sessions: [], locked: [{ startUrl, wasReadable: true }] });
  });

  it('is erased by “Forget everything”', async () => {
    const { worker } = await captured();
    await complete(worker);
    await worker.send(options, 'options/forget-everything');
    expect(waysOf(worker)).toBeUndefined();
    expect(worker.session.data.get('cookiePlaces') ?? []).toEqual([]);
  });

  it('is not stored on disk if it comes from a private window', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { tab: { incognito: true } });
    await use(worker);
    await complete(worker);
    expect([...worker.local.data]).toEqual([]);
    expect(worker.session.data.get('ways')).toMatchObject({ [startUrl]: { capture: 'page' } });
  });
});

describe('a region that this version of Keyferry does not know', () => {
  const named = { token, region: 'eu-future-9', regionFrom: 'env' };
  const api = 'https://portal.sso.eu-future-9.amazonaws.com/*';

  it('attack 44: gets no token before the user grants access to the address of the region’s API', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await worker.send(portalPage(), 'portal/session', named);
    const session = await use(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ region: null, newRegion: 'eu-future-9' }]);
    const choice = { session, region: 'eu-future-9' };
    expect(await worker.send(popup, 'popup/set-region', choice)).toMatchObject({ code: 'REGION_UNKNOWN' });
    expect(portal.asked).toEqual([]);

    worker.allowed.add(api);
    await worker.send(popup, 'popup/set-region', choice);
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-future-9', regionFrom: 'chosen', user: 'user-1' }]);
    expect(portal.asked[0]?.url.origin).toBe('https://portal.sso.eu-future-9.amazonaws.com');

    worker.allowed.delete(api);
    await worker.send(portalPage(), 'portal/session', { ...named, token: 'NEXTTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: null }]);
    expect(portal.asked.every((each) => each.token === token)).toBe(true);
  });

  it.each(['xx-nowhere-1', 'us-gov-north-1', 'eu-future-9.evil'])(
    'attack 44: is not offered to the user if it has the form %s',
    async (region) => {
      const worker = fakeWorker(fakePortal());
      await worker.send(portalPage(), 'portal/session', { ...named, region });
      expect(viewOf(worker).sessions).toMatchObject([{ region: null, newRegion: null }]);
    },
  );

  it('can be used if the user enters a start URL in this region and grants access to two origins', async () => {
    const added = 'https://ssoins-1f.portal.eu-future-9.app.aws';
    const worker = fakeWorker(fakePortal());
    worker.jar.put(added, token);
    const want = () => worker.send(popup, 'popup/want-portal', { startUrl: added, wanted: true });
    await want();
    const origins = [added, 'https://portal.sso.eu-future-9.amazonaws.com'];
    expect(viewOf(worker)).toMatchObject({ sessions: [], locked: [{ startUrl: added, origins }] });
    worker.allowed.add('cookies');
    await want();
    expect(viewOf(worker).sessions).toEqual([]);
    for (const origin of origins) worker.allowed.add(`${origin}/*`);
    await want();
    expect(viewOf(worker)).toMatchObject({
      sessions: [{ startUrl: added, region: 'eu-future-9', regionFrom: 'host', capture: 'cookies', trusted: false }],
      locked: [],
    });
    await use(worker, added);
    await complete(worker);
  });

  it('attack 3: is not accepted in a look-alike start URL', async () => {
    const worker = fakeWorker(fakePortal());
    for (const startUrl of ['https://ssoins-1f.portal.eu-future-9.app.aws.evil.example', 'https://evil.example']) {
      expect(await worker.send(popup, 'popup/want-portal', { startUrl, wanted: true })).toBeUndefined();
    }
    expect(worker.session.data.get('cookiePlaces')).toBeUndefined();
  });
});
