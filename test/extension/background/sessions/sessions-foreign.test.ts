import { beforeEach, describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, popup, portalPage, until, viewOf } from '../fakes.ts';
import { credentials, fakePortal, json, refused, startUrl, token } from '../portal-fake.ts';
import { complete, indexKeys, role, sessionOf, use } from './sessions-rig.ts';

useFakeClock();

const directoryA = 'https://start.us-gov-home.awsapps.com/directory/d-aaaaaaaaaa';
const directoryB = 'https://start.us-gov-home.awsapps.com/directory/d-bbbbbbbbbb';
const aliasA = 'https://start.us-gov-home.awsapps.com/directory/alpha';
const aliasB = 'https://start.us-gov-home.awsapps.com/directory/beta';
const gov = 'us-gov-west-1';
const B_TOKEN = 'SECONDDIRECTORYTOKENEXAMPLE';

interface Who {
  readonly userIdentifier: string | null;
  readonly directoryId?: string;
}

/** The API of a portal. For each token in `users`, it returns the user. For all other tokens, it answers 404. */
function portalOf(users: Readonly<Record<string, Who>>) {
  return fakePortal({
    '/token/whoAmI': ({ token: given }) => {
      const who = users[given ?? ''];
      return who ? json({ ...who, expireDate: Date.now() + 3_600_000 }) : refused('ResourceNotFoundException', 404);
    },
  });
}
type Portal = ReturnType<typeof fakePortal>;

/** The paths of all requests with this token, except the request that asks for the user. */
const usesOf = ({ asked }: Portal, given: string) =>
  asked.filter((each) => each.token === given && each.url.pathname !== '/token/whoAmI').map(({ url }) => url.pathname);
const shown = (worker: FakeWorker, url: string) => viewOf(worker).sessions.find((each) => each.startUrl === url);

/** Sends every message that the popup can send about a session. @returns the error codes of the answers. */
async function clicks(worker: FakeWorker, session: string | undefined) {
  const write = { session, ...role, name: 'p', replace: true };
  const wanted: [string, object][] = [
    ['popup/choose-session', { session }],
    ['popup/refresh', { session }],
    ['popup/get-credentials', { session, ...role }],
    ['popup/write-profile', write],
    ['popup/open-console', { session, ...role }],
  ];
  const codes = new Set<string | undefined>();
  for (const [kind, body] of wanted) codes.add((await worker.send(popup, kind, body)).code);
  return [...codes];
}

describe('if two directories share one host and one cookie', () => {
  const users = { [token]: { userIdentifier: 'ann' }, [B_TOKEN]: { userIdentifier: 'mallory' } };
  let portal: Portal;
  let worker: FakeWorker;

  /** Starts a worker with a session at the directory `alpha`. @returns the session's key. */
  async function start(byToken: Readonly<Record<string, Who>> = users, a = aliasA) {
    portal = portalOf(byToken);
    worker = fakeWorker(portal);
    await announce(worker, { url: a, region: gov });
    const key = await use(worker, a);
    await complete(worker);
    return key;
  }

  it('attack 48: after a sign-in to the second directory, the new token is not used for the first directory', async () => {
    await start();
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    await worker.send(popup, 'popup/open');
    const foreign = shown(worker, aliasA);
    expect(foreign).toMatchObject({ trusted: false, confirmedBefore: true, checked: true, user: 'mallory' });
    expect(viewOf(worker).current).toBeNull();
    expect(await clicks(worker, foreign?.key)).toEqual(['PORTAL_UNTRUSTED']);
    expect(usesOf(portal, B_TOKEN)).toEqual([]);
    expect(worker.host.frames.filter(({ kind }) => kind === 'write-profiles')).toEqual([]);
    expect(worker.opened).toEqual([]);
  });

  it('attack 48: the second directory becomes a separate portal when its page also reports the token', async () => {
    await start();
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    await announce(worker, { url: aliasB, token: B_TOKEN, region: gov });
    expect(viewOf(worker).sessions).toMatchObject([{ startUrl: aliasB, trusted: false, confirmedBefore: false }]);
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    expect(viewOf(worker).sessions).toMatchObject([{ startUrl: aliasB }]);
    expect(usesOf(portal, B_TOKEN)).toEqual([]);
  });

  it('attack 48: if the page of the second directory reports the first directory’s token, the report is ignored', async () => {
    const key = await start();
    await announce(worker, { url: aliasB, region: gov });
    expect(viewOf(worker)).toMatchObject({ current: key, sessions: [{ startUrl: aliasA, user: 'ann' }] });
  });

  it('attack 48: if the page of the first directory reports the second directory’s token, the first directory has no session', async () => {
    await start();
    await announce(worker, { url: aliasB, token: B_TOKEN, region: gov });
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    expect(viewOf(worker).sessions).toMatchObject([{ startUrl: aliasB, trusted: false }]);
    expect(indexKeys(worker)).toEqual([]);
  });

  it('attack 48: a user in another directory must be confirmed, even if the user name is the same', async () => {
    await start({
      [token]: { userIdentifier: 'ann', directoryId: 'd-aaaaaaaaaa' },
      [B_TOKEN]: { userIdentifier: 'ann', directoryId: 'd-bbbbbbbbbb' },
    });
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    const foreign = shown(worker, aliasA);
    expect(foreign).toMatchObject({ trusted: false, user: 'ann', directory: 'd-bbbbbbbbbb' });
    expect(await clicks(worker, foreign?.key)).toEqual(['PORTAL_UNTRUSTED']);
    expect(usesOf(portal, B_TOKEN)).toEqual([]);
  });

  it('attack 48: one click on a new portal confirms only the directory in the address', async () => {
    portal = portalOf({ [token]: { userIdentifier: 'mallory', directoryId: 'd-bbbbbbbbbb' } });
    worker = fakeWorker(portal);
    await announce(worker, { url: directoryA, region: gov });
    await worker.send(popup, 'popup/use-portal', { session: shown(worker, directoryA)?.key });
    const foreign = await until(() => sessionOf(worker, 'mallory'));
    expect(foreign).toMatchObject({ trusted: false, directory: 'd-bbbbbbbbbb' });
    expect(usesOf(portal, token)).toEqual([]);
    await worker.send(popup, 'popup/use-portal', { session: foreign.key });
    expect(shown(worker, directoryA)).toMatchObject({ trusted: true });
  });

  it('one click is enough to trust a portal that reports the same directory as its address names', async () => {
    await start({ [token]: { userIdentifier: 'bob', directoryId: 'd-bbbbbbbbbb' } }, directoryB);
    expect(shown(worker, directoryB)).toMatchObject({ trusted: true, user: 'bob' });
  });

  it('attack 48: every new token must be confirmed if the portal does not say who is signed in', async () => {
    await start({});
    expect(shown(worker, aliasA)).toMatchObject({ trusted: true, checked: true, user: null });
    await announce(worker, { url: aliasA, token: B_TOKEN, region: gov });
    const next = shown(worker, aliasA);
    expect(next).toMatchObject({ trusted: false, checked: true, user: null });
    expect(await clicks(worker, next?.key)).toEqual(['PORTAL_UNTRUSTED']);
    expect(usesOf(portal, B_TOKEN)).toEqual([]);
  });
});

describe('a second user of a confirmed portal', () => {
  const SECOND = 'SECONDUSERTOKENEXAMPLE';
  let portal: Portal;
  let worker: FakeWorker;
  let key: string;
  /** Answers the request for keys, which waits until the test calls this function. */
  let answer: (response: Response) => void;

  beforeEach(async () => {
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    portal = fakePortal({
      '/token/whoAmI': ({ token: given }) => json({ userIdentifier: given === SECOND ? 'bob' : 'ann' }),
      '/federation/credentials': () => slow,
    });
    worker = fakeWorker(portal);
    await announce(worker);
    key = await use(worker);
    await complete(worker);
  });

  it('attack 50: gets no lists and no keys before the person confirms this user', async () => {
    await announce(worker, { token: SECOND });
    await worker.send(popup, 'popup/open');
    const bob = sessionOf(worker, 'bob');
    expect(bob).toMatchObject({ trusted: false, confirmedBefore: true, checked: true });
    expect(viewOf(worker).current).toBeNull();
    expect(await clicks(worker, bob?.key)).toEqual(['PORTAL_UNTRUSTED']);
    expect(usesOf(portal, SECOND)).toEqual([]);
    await worker.send(popup, 'popup/use-portal', { session: bob?.key });
    await complete(worker);
    expect(usesOf(portal, SECOND)).toContain('/assignment/accounts');
    // The first user signs in again. The portal is still confirmed for this user.
    await announce(worker, { token: 'ANNAGAINTOKENEXAMPLE' });
    expect(sessionOf(worker, 'ann')).toMatchObject({ trusted: true });
  });

  it('attack 50: causes a cancellation of the first user’s requests', async () => {
    const write = { session: key, ...role, name: 'p', replace: true };
    const running = worker.send(popup, 'popup/write-profile', write);
    await until(() => portal.paths().includes('/federation/credentials'));
    const request = portal.asked.find(({ url }) => url.pathname === '/federation/credentials');
    expect(request?.init.signal?.aborted).toBe(false);
    await announce(worker, { token: SECOND });
    // The worker cancels the request itself, not only the steps that follow the request.
    expect(request?.init.signal?.aborted).toBe(true);
    answer(json({ roleCredentials: credentials() }));
    expect(await running).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(worker.host.frames.filter(({ kind }) => kind === 'write-profiles')).toEqual([]);
  });

  it('attack 50: is not confirmed by a click that came before the portal said who is signed in', async () => {
    let name = (_: Response) => {};
    const asking = new Promise<Response>((resolve) => {
      name = resolve;
    });
    const waiting = fakePortal({ '/token/whoAmI': () => asking });
    const fresh = fakeWorker(waiting);
    // Version 0.1.0 stored confirmed portals in this form.
    fresh.local.data.set('trusted', { [startUrl]: { region: null } });
    const told = announce(fresh);
    await until(() => waiting.paths().includes('/token/whoAmI'));
    const [stored] = fresh.session.data.get('sessions') as { key: string }[];
    const click = fresh.send(popup, 'popup/use-portal', { session: stored?.key });
    name(json({ userIdentifier: 'bob' }));
    expect(await click).toMatchObject({ ok: false, code: 'PORTAL_UNTRUSTED' });
    await told;
    expect(sessionOf(fresh, 'bob')).toMatchObject({ trusted: false });
    expect(usesOf(waiting, token)).toEqual([]);
  });
});

describe('trust in a portal', () => {
  it('attack 50: must be given again if version 0.1.0 stored it', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    worker.local.data.set('trusted', { [startUrl]: { region: null } });
    await announce(worker);
    expect(sessionOf(worker, 'user-1')).toMatchObject({ trusted: false, confirmedBefore: true });
    expect(usesOf(portal, token)).toEqual([]);
    await use(worker);
    await complete(worker);
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(sessionOf(worker, 'user-1')).toMatchObject({ trusted: true });
  });

  it('attack 50: counts only in private windows if the user gave it in a private window', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker, { tab: { incognito: true } });
    await use(worker);
    await announce(worker, { token: 'NORMALTOKENEXAMPLE' });
    await worker.send(popup, 'popup/open');
    const trustIn = (store: string) => viewOf(worker).sessions.find(({ key }) => key.includes(`"${store}"`))?.trusted;
    expect([trustIn('private'), trustIn('default')]).toEqual([true, false]);
  });

  it('is stored without user names', async () => {
    const worker = fakeWorker(
      portalOf({ [token]: { userIdentifier: 'ann@example.com', directoryId: 'd-aaaaaaaaaa' } }),
    );
    await announce(worker);
    await use(worker);
    expect(JSON.stringify(worker.local.data.get('trusted'))).not.toMatch(/ann|d-aaaa/);
  });

  it('also counts for a new token with an unknown user if no other portal has the same host', async () => {
    const worker = fakeWorker(portalOf({}));
    await announce(worker);
    await use(worker);
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(sessionOf(worker, null)).toMatchObject({ trusted: true, checked: true });
  });

  it.each([
    ['is valid for every user of a portal on a host of its own', startUrl, 'eu-west-1', true],
    ['is not valid on a host that several directories share', directoryA, gov, false],
  ])('attack 48: set by an administrator %s', async (_, url, region, trusted) => {
    const managed = { get: async () => ({ trustedPortals: [url, 7, 'https://example.com'] }) };
    const worker = fakeWorker({ ...fakePortal(), managed });
    await announce(worker, { url, region });
    await worker.send(popup, 'popup/open');
    expect(shown(worker, url)).toMatchObject({ trusted });
  });
});

describe('two different session cookies', () => {
  it('attack 49: end the session and cause no request, and the popup shows why', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker);
    const key = await use(worker);
    await complete(worker);
    const before = portal.asked.length;
    await worker.send(portalPage(), 'portal/two-cookies');
    expect(viewOf(worker)).toMatchObject({ sessions: [], current: null, ambiguous: [{ startUrl, label: 'demo' }] });
    expect(await worker.send(popup, 'popup/get-credentials', { session: key, ...role })).toMatchObject({ ok: false });
    expect(portal.asked).toHaveLength(before);
    await announce(worker);
    expect(viewOf(worker)).toMatchObject({ ambiguous: [], sessions: [{ trusted: true }] });
  });

  it('attack 49: also end the session if only the browser can read the cookies', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    worker.allowed.add('cookies');
    worker.jar.put(startUrl, token);
    await worker.send(portalPage(), 'portal/unreadable', { region: 'eu-west-1' });
    await use(worker);
    await complete(worker);
    const tossed = worker.jar.put(startUrl, 'TOSSEDTOKENEXAMPLE', '0', '.awsapps.com');
    await worker.worker.capture.cookieChanged({ cookie: tossed, cause: 'explicit', removed: false });
    expect(viewOf(worker)).toMatchObject({ sessions: [], ambiguous: [{ startUrl }] });
    expect(usesOf(portal, 'TOSSEDTOKENEXAMPLE')).toEqual([]);
  });
});
