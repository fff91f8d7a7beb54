import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createSsoClient, type SsoDeps } from '../../../../extension/background/portal-api/sso-client.ts';
import { credentials, fakePortal, json, type Reply, refused, secret, token } from '../portal-fake.ts';

const origin = 'https://portal.sso.eu-west-1.amazonaws.com';
const role = { accountId: '111122223333', roleName: 'Admin+x=1,@.-' };

function clientFor(reply?: () => Reply, given: Partial<SsoDeps> = {}) {
  const portal = fakePortal(reply ? { '/': reply } : {});
  const sso = createSsoClient({ fetch: portal.fetch, now: () => Date.now(), ...given });
  const stop = new AbortController();
  return { ...portal, sso, stop, access: { origin, region: 'eu-west-1', token, signal: stop.signal } };
}

/** Waits for the request to fail, checks that the error contains no secret, and returns the error. */
async function failure(work: Promise<unknown>): Promise<KeyferryError> {
  const error = await work.then(
    () => {
      throw new Error('it did not fail');
    },
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(KeyferryError);
  expect(JSON.stringify([error, error.message, error.stack, error.params])).not.toMatch(/CANARY/);
  return error;
}

describe('a request to the portal’s API', () => {
  it('is a GET request, and the browser does not store the answer', async () => {
    const { sso, access, asked } = clientFor();
    await sso.whoAmI(access);
    await sso.accounts(access, null);
    await sso.roles(access, role.accountId, 'next one');
    await sso.credentials(access, role);
    expect(asked).toHaveLength(4);
    for (const { url, init } of asked) {
      expect(url.origin).toBe(origin);
      expect(url.href).not.toContain(token);
      const { method, cache, credentials, redirect, referrerPolicy, body } = init;
      expect({ method, cache, credentials, redirect, referrerPolicy, body }).toEqual({
        method: 'GET',
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        body: undefined,
      });
      expect([...new Headers(init.headers)]).toEqual([['x-amz-sso_bearer_token', token]]);
      expect(init.signal).toBeInstanceOf(AbortSignal);
    }
  });

  it('sends account, role and page with the parameter names of the API', async () => {
    const { sso, access, asked } = clientFor();
    await sso.roles(access, role.accountId, 'a b&c');
    await sso.credentials(access, role);
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      account_id: role.accountId,
      next_token: 'a b&c',
      max_result: '100',
    });
    expect(asked[1]?.url.search).toContain('role_name=Admin%2Bx%3D1');
  });

  it('returns credentials, with the field names that Keyferry uses', async () => {
    const expiration = Date.now() + 3_600_000;
    const { sso, access } = clientFor(() =>
      json({ roleCredentials: { ...credentials(7, expiration), more: 1 }, x: 2 }),
    );
    expect(await sso.credentials(access, role)).toEqual(credentials(7, expiration));
  });

  it.each([
    ['UnauthorizedException', 401, 'SESSION_EXPIRED'],
    ['ForbiddenException', 403, 'NO_ACCESS'],
    ['ResourceNotFoundException', 404, 'ROLE_GONE'],
    ['TooManyRequestsException', 429, 'THROTTLED'],
    ['TooManyRequestsException', 400, 'THROTTLED'],
    ['InvalidRequestException', 400, 'PORTAL_ANSWER'],
    ['NullPointerException', 500, 'PORTAL_ANSWER'],
  ])('attack 28: reports the portal’s error %s with status %i as %s', async (name, status, code) => {
    const { sso, access } = clientFor(() => refused(name, status));
    expect((await failure(sso.credentials(access, role))).code).toBe(code);
    expect((await failure(sso.whoAmI(access))).code).toBe(code);
  });

  it.each([
    [401, 'SESSION_EXPIRED'],
    [403, 'NO_ACCESS'],
    [429, 'THROTTLED'],
    [503, 'PORTAL_ANSWER'],
  ])('attack 28: reports an empty or HTML body with status %i as %s', async (status, code) => {
    for (const body of ['', `<h1>${token}</h1>`, '"x"', 'null']) {
      const { sso, access } = clientFor(() => new Response(body, { status }));
      expect((await failure(sso.accounts(access, null))).code).toBe(code);
    }
  });

  it('fails with an error that contains the name of the refused role', async () => {
    const { sso, access } = clientFor(() => refused('ForbiddenException', 403));
    expect((await failure(sso.credentials(access, role))).message).toContain(
      `${role.roleName} in account 111122223333`,
    );
  });

  it('reports how far this computer’s clock is ahead, if the portal’s answer or refusal has a valid Date header', async () => {
    const seen: number[] = [];
    const onDate = (aheadMs: number) => void seen.push(aheadMs);
    const headers = () => ({ date: new Date(Date.now() - 7_200_000).toUTCString() });
    const good = clientFor(() => json({}, 200, headers()), { onDate });
    await good.sso.whoAmI(good.access);
    const bad = clientFor(() => refused('UnauthorizedException', 401, headers()), { onDate });
    await expect(bad.sso.whoAmI(bad.access)).rejects.toThrow('has ended');
    expect(seen.map((each) => Math.round(each / 3_600_000))).toEqual([2, 2]);
    for (const date of [undefined, 'soon']) {
      const without = clientFor(() => json({}, 200, date ? { date } : {}), { onDate });
      await without.sso.whoAmI(without.access);
    }
    expect(seen).toHaveLength(2);
  });

  it('understands a Retry-After header with seconds and with a date', async () => {
    const now = Date.UTC(2026, 10, 28, 12, 0, 0, 500);
    const wait = async (value: string) => {
      const refusal = () => refused('TooManyRequestsException', 429, { 'retry-after': value });
      const { sso, access } = clientFor(refusal, { now: () => now });
      return (await failure(sso.whoAmI(access))).params.retryAfterMs;
    };
    expect(await wait('7')).toBe(7000);
    expect(await wait('99999999')).toBe(120_000);
    expect(await wait('soon')).toBe(0);
    expect(await wait(new Date(now + 10_000).toUTCString())).toBe(9500);
  });

  it.each<[string, () => Reply]>([
    ['an HTML page with 200', () => new Response('<html>Log in CANARY</html>', { status: 200 })],
    ['cut JSON', () => new Response(`{"roleCredentials":{"secretAccessKey":"${secret}`, { status: 200 })],
    ['an empty body', () => new Response('', { status: 200 })],
    ['null', () => json(null)],
    ['a list', () => json([])],
    ['no credentials', () => json({})],
    ['a missing field', () => json({ roleCredentials: { ...credentials(), sessionToken: undefined } })],
    [
      'a secret with a newline',
      () => json({ roleCredentials: { ...credentials(), secretAccessKey: `${secret}\n[x]` } }),
    ],
    ['an expiry that is a text', () => json({ roleCredentials: { ...credentials(), expiration: 'soon' } })],
    ['an expiry beyond every calendar', () => json({ roleCredentials: credentials(1, 1e300) })],
  ])('attack 28: does not accept %s as credentials', async (_, reply) => {
    const { sso, access } = clientFor(reply);
    expect((await failure(sso.credentials(access, role))).code).toBe('PORTAL_ANSWER');
  });

  it('attack 28: stops reading an answer that never ends', async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65_536;
            controller.enqueue(new Uint8Array(65_536).fill(32));
          },
        }),
      );
    const { sso, access } = clientFor(endless);
    expect((await failure(sso.credentials(access, role))).message).toContain('too large');
    expect(sent).toBeLessThan(1024 * 1024);
    expect((await failure(sso.accounts(access, null))).message).toContain('too large');
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });

  it('attack 28: refuses credentials that have already expired, by the portal’s clock', async () => {
    const hour = 3_600_000;
    const past = clientFor(() => json({ roleCredentials: credentials(1, Date.now() - 1000) }));
    expect((await failure(past.sso.credentials(past.access, role))).code).toBe('ALREADY_EXPIRED');
    const seconds = clientFor(() => json({ roleCredentials: credentials(1, Math.round(Date.now() / 1000) + 3600) }));
    expect((await failure(seconds.sso.credentials(seconds.access, role))).code).toBe('ALREADY_EXPIRED');
    // This computer's clock is two hours ahead of the portal's clock. For the portal, the keys are still valid.
    const date = new Date().toUTCString();
    const fresh = () => json({ roleCredentials: credentials(1, Date.now() + hour) }, 200, { date });
    const skewed = clientFor(fresh, { now: () => Date.now() + 2 * hour });
    expect(await skewed.sso.credentials(skewed.access, role)).toMatchObject({ accessKeyId: 'ASIAKEYFERRYEXAMPLE1' });
  });

  it('attack 28: reports a redirect with the error code OFFLINE, like a failed connection', async () => {
    const { sso, access } = clientFor(() => Promise.reject(new TypeError(`redirected to https://evil/?${token}`)));
    expect((await failure(sso.credentials(access, role))).code).toBe('OFFLINE');
  });

  const hangs = (signal: () => AbortSignal | null | undefined) => () =>
    new Promise<Response>((_, reject) => signal()?.addEventListener('abort', () => reject(new Error('aborted'))));

  it('attack 35: fails with the error code TIMEOUT when the portal does not answer', async () => {
    const portal = fakePortal({ '/': ({ init }) => hangs(() => init.signal)() });
    const sso = createSsoClient({ fetch: portal.fetch, now: () => 0, timeoutMs: 30 });
    const { access } = clientFor();
    expect((await failure(sso.credentials(access, role))).code).toBe('TIMEOUT');
  });

  it('is cancelled when its session ends, and fails with the reason why the session ended', async () => {
    const portal = fakePortal({ '/': ({ init }) => hangs(() => init.signal)() });
    const sso = createSsoClient({ fetch: portal.fetch, now: () => 0 });
    const { access, stop } = clientFor();
    const asked = failure(sso.credentials(access, role));
    setTimeout(() => stop.abort(new KeyferryError('SESSION_CHANGED')), 10);
    expect((await asked).code).toBe('SESSION_CHANGED');
  });
});

describe('lists of accounts and roles', () => {
  it.each([null, '', 'null', undefined])(
    'attack 33: are complete if the field for the token of the next page is %j',
    async (nextToken) => {
      const { sso, access } = clientFor(() => json({ nextToken, accountList: [] }));
      expect(await sso.accounts(access, null)).toEqual({ items: [], next: null });
      const old = clientFor(() => json({ paginationToken: nextToken, result: [] }));
      expect(await old.sso.instances(old.access, null)).toEqual({ items: [], next: null });
    },
  );

  it('attack 28: contain no invalid entries and no unknown fields', async () => {
    const good = { accountId: '111122223333', accountName: 'A', emailAddress: 'a@example.com' };
    const bad = [null, 3, { accountId: '12' }, { accountId: '1111222233334' }, { accountName: 'x' }];
    const { sso, access } = clientFor(() => json({ accountList: [{ ...good, more: 1 }, ...bad], nextToken: 'x' }));
    expect(await sso.accounts(access, null)).toEqual({ items: [good], next: 'x' });
    const roles = clientFor(() =>
      json({ roleList: [{ roleName: 'Ok' }, { roleName: 'a b' }, { roleName: 'x]\n[y' }] }),
    );
    expect((await roles.sso.roles(roles.access, good.accountId, null)).items).toEqual(['Ok']);
  });

  it.each([undefined, '', '  ', '\u200b\u3000'])(
    'contain an account’s id as its name if the name is %j',
    async (accountName) => {
      const { sso, access } = clientFor(() => json({ accountList: [{ accountId: '111122223333', accountName }] }));
      expect((await sso.accounts(access, null)).items).toEqual([
        { accountId: '111122223333', accountName: '111122223333', emailAddress: '' },
      ]);
    },
  );

  it('attack 33: have the same form if they come from the older listing API', async () => {
    const portal = fakePortal({
      '/instance/appinstances': () =>
        json({
          paginationToken: 'more',
          result: [
            {
              id: 'ins-1234',
              applicationName: 'AWS Account',
              searchMetadata: { AccountId: '111122223333', AccountName: 'A', AccountEmail: 'a@example.com' },
            },
            { id: 'ins-9', applicationName: 'Wiki' },
            { id: '../../evil', searchMetadata: { AccountId: '111122223333' } },
          ],
        }),
      '/instance/appinstance/ins-1234/profiles': () => json({ result: [{ name: 'Admin' }] }),
    });
    const { access } = clientFor();
    const sso = createSsoClient({ fetch: portal.fetch, now: () => 0 });
    const page = await sso.instances(access, 'a/b');
    const account = { accountId: '111122223333', accountName: 'A', emailAddress: 'a@example.com' };
    expect(page).toEqual({ items: [{ ...account, instanceId: 'ins-1234' }], next: 'more' });
    expect(portal.asked[0]?.url.search).toBe('?next_token=a%2Fb');
    expect(await sso.profiles(access, 'ins-1234', null)).toEqual({ items: ['Admin'], next: null });
  });

  it('belong to an unknown user if the portal’s answer about the user is not valid', async () => {
    const { sso, access } = clientFor(() => json({ userIdentifier: 7, expireDate: 'x' }));
    expect(await sso.whoAmI(access)).toEqual({ user: null, directory: null, expiresAt: null });
  });
});
