import { describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { announce, fakeWorker, popup, portalPage, until, viewOf } from '../../fakes.ts';
import { fakePortal, type Reply, refused, secret, startUrl, token } from '../../portal-fake.ts';
import { complete, use, users } from '../../sessions/sessions-rig.ts';
import { ACCOUNT, askKeys, client, hostAsks, keyRequests, liveWorker, named, setUpLive, ticket } from '../live-rig.ts';

useFakeClock();

const refusal = (name: string) => ({ ok: false, code: 'LIVE_REFUSED', message: sentenceFor('LIVE_REFUSED', { name }) });
const never = () => new Promise<Response>(() => undefined);
const keysPath = '/federation/credentials';
const managed = (policy: Record<string, unknown>) => ({ get: async () => policy });

/** A worker with a live profile, on a browser where an administrator has set this policy. */
async function withPolicy(policy: Record<string, unknown>) {
  const portal = fakePortal();
  const rules: Record<string, unknown> = {};
  const worker = fakeWorker({ ...portal, managed: managed(rules) });
  await announce(worker);
  const key = await use(worker);
  await complete(worker);
  await setUpLive(worker, key);
  Object.assign(rules, policy);
  return { worker, portal };
}

describe('a program’s request for the keys of a live profile', () => {
  it('gets the keys of exactly the role that was set up under the requested name', async () => {
    const { worker, portal } = await liveWorker(fakePortal(), [named('dev'), named('ro', 'ReadOnly', '100000000002')]);
    const answer = await askKeys(worker, 'ro');
    expect(answer).toMatchObject({ ok: true, accountId: '100000000002' });
    expect(Object.keys(answer.credentials ?? {}).sort()).toEqual([
      'accessKeyId',
      'expiration',
      'secretAccessKey',
      'sessionToken',
    ]);
    const asked = portal.asked.filter(({ url }) => url.pathname === keysPath);
    expect(asked.map(({ url }) => [url.searchParams.get('account_id'), url.searchParams.get('role_name')])).toEqual([
      ['100000000002', 'ReadOnly'],
    ]);
    expect(asked[0]?.init.cache).toBe('no-store');
  });

  it('attack 38: is refused if no live profile has the requested name, and the portal is not asked', async () => {
    const { worker, portal } = await liveWorker();
    for (const name of ['other', 'constructor', '__proto__', 'DEV'])
      expect(await askKeys(worker, name)).toMatchObject(refusal(name));
    expect(keyRequests(portal)).toBe(0);
  });

  it('attack 38: is refused if it contains a role, an account or an address; the error names the forbidden field', async () => {
    const { worker, portal } = await liveWorker();
    for (const field of ['accountId', 'roleName', 'portal', 'url', 'region']) {
      const body = { profile: 'dev', client, ticket: ticket(), [field]: 'x' };
      const answer = await hostAsks(worker, 'live-credentials', body);
      expect(answer).toMatchObject({ ok: false, code: 'BAD_REQUEST', message: expect.stringContaining(field) });
    }
    expect(keyRequests(portal)).toBe(0);
  });

  it('is refused while the profile is paused, with the same error as for an unknown profile name', async () => {
    const { worker, portal } = await liveWorker();
    await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: true });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    expect(keyRequests(portal)).toBe(0);
    await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: false });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('is refused while everything is locked, even if the keys are in memory or a new worker has started', async () => {
    const { worker } = await liveWorker();
    await askKeys(worker, 'dev');
    await worker.send(popup, 'popup/lock-live', { locked: true });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    expect(viewOf(worker).live.isLocked).toBe(true);
    await worker.restart().worker.live.port.update();
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
  });

  it('is refused after `keyferry lock` locked all live profiles, until a person unlocks them', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    expect(await hostAsks(worker, 'live-lock')).toMatchObject({ ok: true });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    await worker.send(popup, 'popup/lock-live', { locked: false });
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'session' });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
    // “Lock all” deleted the first keys from memory, so the worker asked the portal a second time.
    expect(keyRequests(portal)).toBe(2);
  });

  it('is refused if it comes from a coding agent and the profile is not for agents', async () => {
    const { worker, portal } = await liveWorker();
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', notForAgents: true });
    expect(await askKeys(worker, 'dev', { agent: 'CLAUDECODE' })).toMatchObject(refusal('dev'));
    expect(keyRequests(portal)).toBe(0);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('is refused while live profiles are off, with the same error as for an unknown profile name', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    await worker.send(popup, 'popup/switch-live', { on: false });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    await worker.send(popup, 'popup/switch-live', { on: true });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
    // Switching live profiles off deleted the first keys from memory, so the worker asked the portal a second time.
    expect(keyRequests(portal)).toBe(2);
  });

  it.each([
    ['forbids live profiles', { liveProfiles: false }, {}],
    ['excludes agents', { liveNotForAgents: true }, { agent: 'CURSOR_AGENT' }],
  ])('is refused if an administrator %s', async (_, policy, given) => {
    const { worker, portal } = await withPolicy(policy);
    expect(await askKeys(worker, 'dev', given)).toMatchObject(refusal('dev'));
    expect(keyRequests(portal)).toBe(0);
  });

  it('opens a question every time if an administrator requires questions, even if the person already allowed access', async () => {
    const { worker, portal } = await withPolicy({ liveAlwaysAsk: true });
    expect((await askKeys(worker, 'dev')).ok).toBe(false);
    expect(keyRequests(portal)).toBe(0);
  });

  it('is refused while another user of the portal is signed in, and gets no keys of either user', async () => {
    const { worker, portal } = await liveWorker(fakePortal(users({ [token]: 'jo', OTHERTOKEN: 'max' })));
    await askKeys(worker, 'dev');
    await announce(worker, { token: 'OTHERTOKEN' });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    expect(keyRequests(portal)).toBe(1);
  });

  it('is refused while another user of the portal is signed in, even if the profile has the grant “always”', async () => {
    const { worker, portal } = await liveWorker(fakePortal(users({ [token]: 'jo', OTHERTOKEN: 'max' })));
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
    await announce(worker, { token: 'OTHERTOKEN' });
    expect(await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key })).toMatchObject({
      ok: true,
    });
    expect(await askKeys(worker, 'dev')).toMatchObject(refusal('dev'));
    expect(keyRequests(portal)).toBe(0);
  });

  it('never gets keys from the session of a private window', async () => {
    const { worker, portal } = await liveWorker();
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker, { tab: { incognito: true } });
    expect(await worker.worker.sessions.all()).toMatchObject([{ isPrivate: true, checked: true }]);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
    expect(keyRequests(portal)).toBe(0);
  });

  it('is refused when another user signs in before the portal has sent the keys', async () => {
    const portal = fakePortal({
      ...users({ [token]: 'jo', OTHERTOKEN: 'max' }),
      [keysPath]: ({ init }) =>
        new Promise<Response>((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    });
    const { worker } = await liveWorker(portal);
    const asked = askKeys(worker, 'dev');
    await until(() => keyRequests(portal) === 1);
    await announce(worker, { token: 'OTHERTOKEN' });
    expect(await asked).toMatchObject(refusal('dev'));
  });

  it('gets an error that contains the portal’s address when nobody is signed in', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    await worker.send(portalPage(), 'portal/signed-out');
    const message = sentenceFor('LIVE_SIGN_IN', { portal: startUrl });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code: 'LIVE_SIGN_IN', message });
    expect(keyRequests(portal)).toBe(1);
  });

  it('gets the error LIVE_SIGN_IN after the portal answered 401; the portal gets no second request', async () => {
    const portal = fakePortal({ [keysPath]: () => refused('UnauthorizedException', 401) });
    const { worker } = await liveWorker(portal);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
    expect(keyRequests(portal)).toBe(1);
  });

  it.each([
    ['NO_ACCESS', () => refused('ForbiddenException', 403)],
    ['ROLE_GONE', () => refused('ResourceNotFoundException', 404)],
    ['OFFLINE', () => Promise.reject(new TypeError('network'))],
  ] as [string, () => Reply][])(
    'fails with the error %s if the extension’s request to the portal fails with the same error',
    async (code, reply) => {
      const { worker } = await liveWorker(fakePortal({ [keysPath]: reply }));
      expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code });
    },
  );

  it.each([
    ['TIMEOUT', 'does not answer', never],
    ['THROTTLED', 'throttles every request', () => refused('TooManyRequestsException', 429, { 'retry-after': '1' })],
  ] as [string, string, () => Reply][])(
    'attack 41: fails with the error %s within 3.5 s if the portal %s',
    async (code, _, reply) => {
      const { worker } = await liveWorker(fakePortal({ [keysPath]: reply }));
      const began = Date.now();
      expect(await askKeys(worker, 'dev')).toMatchObject({ ok: false, code });
      expect(Date.now() - began).toBeGreaterThan(3_000);
      expect(Date.now() - began).toBeLessThanOrEqual(3_600);
    },
  );

  it('attack 41: fails with the error TIMEOUT within 3.5 s if the portal does not say who is signed in', async () => {
    const { worker } = await liveWorker();
    const portal = { hangs: false };
    const slow = await liveWorker(fakePortal({ '/token/whoAmI': () => (portal.hangs ? never() : undefined) }));
    portal.hangs = true;
    await Promise.race([announce(slow.worker, { token: 'NEWTOKEN' }), pass(100)]);
    const began = Date.now();
    expect(await askKeys(slow.worker, 'dev')).toMatchObject({ code: 'TIMEOUT' });
    expect(Date.now() - began).toBeLessThanOrEqual(3_600);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('is sent to the portal again after the portal answered 429, if there is enough time', async () => {
    const replies = [refused('TooManyRequestsException', 429, { 'retry-after': '1' })];
    const { worker } = await liveWorker(fakePortal({ [keysPath]: () => replies.shift() }));
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('is cancelled, together with the extension’s request to the portal, when the program does not wait any more', async () => {
    let aborted = false;
    const portal = fakePortal({
      [keysPath]: ({ init }) => {
        init.signal?.addEventListener('abort', () => {
          aborted = true;
        });
        return never();
      },
    });
    const { worker } = await liveWorker(portal);
    const mine = ticket();
    const asked = hostAsks(worker, 'live-credentials', { profile: 'dev', client, ticket: mine });
    await until(() => keyRequests(portal) === 1);
    expect(await hostAsks(worker, 'live-cancel', { ticket: mine })).toMatchObject({ ok: true });
    expect(await asked).toMatchObject({ ok: false });
    expect(aborted).toBe(true);
  });

  it('still gets the keys when a second program that requested the same keys stops waiting', async () => {
    const answers: ((reply: Response | undefined) => void)[] = [];
    const portal = fakePortal({
      [keysPath]: () => new Promise<never>((resolve) => void answers.push(resolve as never)),
    });
    const { worker } = await liveWorker(portal);
    const mine = ticket();
    const gone = hostAsks(worker, 'live-credentials', { profile: 'dev', client, ticket: mine });
    const waits = askKeys(worker, 'dev');
    await until(() => answers.length === 1);
    await hostAsks(worker, 'live-cancel', { ticket: mine });
    answers[0]?.(undefined);
    expect(await gone).toMatchObject({ ok: false });
    expect(await waits).toMatchObject({ ok: true });
  });

  it('opens a new question if it comes from a remote computer, and is recorded with the name of the remote computer', async () => {
    const { worker } = await liveWorker();
    const remote = { program: 'aws', via: 'ssh build-1', isVerified: false };
    expect(await askKeys(worker, 'dev', { program: 'aws' })).toMatchObject({ ok: true });
    expect(await askKeys(worker, 'dev', remote)).toMatchObject({ code: 'LIVE_ASKING' });
    await worker.send(popup, 'popup/open');
    const [{ id, client: shown } = { id: '', client: null }] = viewOf(worker).live.questions;
    expect(shown).toMatchObject({ via: 'ssh build-1' });
    await worker.send(popup, 'popup/answer-question', { id, answer: 'hour' });
    expect(await askKeys(worker, 'dev', remote)).toMatchObject({ ok: true });
    expect(await askKeys(worker, 'dev', { ...remote, via: 'ssh build-2' })).toMatchObject({ code: 'LIVE_ASKING' });
    expect(await askKeys(worker, 'dev', { ...remote, via: 'folder /home/me/keys' })).toMatchObject({
      code: 'LIVE_ASKING',
    });
    await pass(6_000);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ uses: 2, usedBy: 'ssh build-1' }]);
  });

  it('is recorded as a use of the profile, with time and program, only if the program got keys', async () => {
    const { worker } = await liveWorker();
    await askKeys(worker, 'dev');
    await askKeys(worker, 'dev', { program: 'aws' });
    await askKeys(worker, 'dev', { program: undefined } as never);
    await worker.send(popup, 'popup/pause-live', { names: ['dev'], paused: true });
    await askKeys(worker, 'dev', { program: 'late' });
    await pass(6_000);
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ uses: 3, usedBy: null, usedAt: expect.any(Number) }]);
    const { send, worker: next } = worker.restart();
    await next.live.port.update();
    await send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ uses: 3 }]);
  });
});

describe('keys of live profiles', () => {
  it('attack 29: are never in a storage area, a view or a message to the user', async () => {
    const { worker } = await liveWorker();
    const writes: string[] = [];
    for (const area of [worker.local, worker.session]) {
      const { set } = area;
      area.set = async (items) => {
        writes.push(JSON.stringify(items));
        await set(items);
      };
    }
    expect(JSON.stringify(await askKeys(worker, 'dev'))).toContain(secret);
    await pass(6_000);
    await worker.send(popup, 'popup/open');
    const stored = JSON.stringify([[...worker.local.data], [...worker.session.data], writes]);
    expect(writes.length).toBeGreaterThan(0);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain('ASIAKEYFERRYEXAMPLE');
    expect(JSON.stringify([...worker.local.data])).not.toContain(token);
    expect(JSON.stringify([worker.icon, worker.badge, worker.notices, worker.host.frames])).not.toContain(secret);
  });

  it('are deleted when the user signs out', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker);
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
    expect(keyRequests(portal)).toBe(2);
  });
});

describe('a request for the keys of one live profile', () => {
  it('is not disturbed when another profile is paused or removed', async () => {
    const answers: ((reply: Response | undefined) => void)[] = [];
    const slow = () => new Promise<never>((resolve) => void answers.push(resolve as never));
    const { worker } = await liveWorker(fakePortal({ [keysPath]: slow }), [named('dev'), named('ro', 'ReadOnly')]);
    const asked = askKeys(worker, 'dev');
    await until(() => answers.length === 1);
    await worker.send(popup, 'popup/pause-live', { names: ['ro'], paused: true });
    await worker.send(popup, 'popup/stop-live', { names: ['ro'] });
    answers[0]?.(undefined);
    expect(await asked).toMatchObject({ ok: true });
  });
});

describe('the status that `keyferry status` shows in the terminal', () => {
  it('contains the labels of portals, and each profile’s grant and last use, but no role, user or key', async () => {
    const { worker } = await liveWorker();
    await askKeys(worker, 'dev');
    const status = await hostAsks(worker, 'live-status');
    expect(status).toMatchObject({
      ok: true,
      portals: [{ label: 'demo', isSignedIn: true, endsAt: expect.any(Number) }],
      isLocked: false,
      profiles: [{ name: 'dev', grant: 'session', isPaused: false, usedAt: expect.any(Number) }],
      more: 0,
      questions: 0,
    });
    expect(JSON.stringify(status)).not.toMatch(new RegExp(`${ACCOUNT}|Admin|user-1|${secret}|https:`));
    await worker.send(portalPage(), 'portal/signed-out');
    expect(await hostAsks(worker, 'live-status')).toMatchObject({ portals: [{ isSignedIn: false, endsAt: null }] });
  });
});

describe('after a restart of the browser', () => {
  /**
   * Starts a worker as after a restart of the browser. The stored data and the cookies still exist, but the worker
   * knows no portal session yet.
   */
  async function restarted(allowed: readonly string[]) {
    const { worker } = await liveWorker();
    await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
    worker.session.data.clear();
    for (const each of allowed) worker.allowed.add(each);
    worker.jar.put(startUrl, token);
    return { worker, next: worker.restart() };
  }

  it('if Keyferry may read cookies, the worker finds the session in the cookies before the first request for keys is answered', async () => {
    const { worker, next } = await restarted(['cookies']);
    await next.worker.live.port.update();
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('if Keyferry may read cookies, the worker finds the session in the cookies as soon as the browser starts', async () => {
    const { worker, next } = await restarted(['cookies']);
    await next.worker.live.started();
    expect(await next.worker.sessions.all()).toMatchObject([{ startUrl, capture: 'cookies', checked: true }]);
    expect(worker.host.opened).toBe(2);
  });

  it('if Keyferry may not read cookies, a program that requests keys gets the error LIVE_SIGN_IN', async () => {
    const { worker, next } = await restarted([]);
    await next.worker.live.started();
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
  });
});

it('a live profile of one portal never gets keys with another portal’s session', async () => {
  const { worker, portal } = await liveWorker();
  await worker.send(portalPage(), 'portal/signed-out');
  await announce(worker, { url: 'https://other.awsapps.com/start', token: 'OTHERTOKEN' });
  await use(worker, 'https://other.awsapps.com/start');
  expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
  expect(keyRequests(portal)).toBe(0);
});
