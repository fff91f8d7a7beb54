import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RoleCredentials } from '#core/credentials.ts';
import { fits } from '#core/schema.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from './index.ts';
import { defaultLiveOptions } from './options.ts';
import { defaultOrganisation } from './organisation.ts';
import { ask, askApi } from './request.ts';

const SANDBOX = 'account_id=123456789012&role_name=Admin';
let emulator: PortalEmulator;
let token: string;

beforeAll(async () => {
  emulator = await startPortalEmulator();
});
afterAll(() => emulator.close());
afterEach(() => {
  Object.assign(emulator.options, defaultLiveOptions, { faults: [] });
  emulator.clearRequests();
});

/** Requests a path of the API. Each request has the token of a new session. */
function get(path: string, headers: Record<string, string> = {}) {
  token = emulator.signIn();
  return askApi(emulator, path, token, { headers });
}

function refusal(name: string, message: string) {
  return { message, __type: `com.amazonaws.switchboard.portal#${name}` };
}

describe('the lists of the portal emulator', () => {
  it('return accounts and roles in pages', async () => {
    const first = (await get('/assignment/accounts?max_result=5')).json() as Record<string, unknown>;
    expect(first.accountList).toHaveLength(5);
    const next = encodeURIComponent(String(first.nextToken));
    const last = (await get(`/assignment/accounts?max_result=10&next_token=${next}`)).json();
    expect(last).toMatchObject({ nextToken: null, accountList: { length: 7 } });
    expect((await get('/assignment/roles?account_id=123456789012')).json()).toEqual({
      nextToken: null,
      roleList: [
        { roleName: 'Admin', accountId: '123456789012' },
        { roleName: 'ReadOnly', accountId: '123456789012' },
      ],
    });
  });

  it.each([
    ['null', { nextToken: null }],
    ['empty', { nextToken: '' }],
    ['absent', {}],
  ] as const)('attack 33: on the last page, the token for the next page is %s', async (lastPageToken, expected) => {
    emulator.options.lastPageToken = lastPageToken;
    const { accountList: _accounts, ...rest } = (await get('/assignment/accounts')).json() as Record<string, unknown>;
    expect(rest).toEqual(expected);
  });

  it('refuse an invalid page size or page token', async () => {
    const answers = ['max_result=0', 'max_result=101', 'max_result=x', 'next_token=zzz'].map((query) =>
      get(`/assignment/accounts?${query}`),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it('attack 33: the undocumented calls return pages of 98 entries, and work even if the public calls are refused', async () => {
    emulator.organisation.accounts = makeOrganisation({ accounts: 120, rolesPerAccount: 2 }).accounts;
    emulator.options.assignmentApi = 403;
    expect((await get('/assignment/accounts')).status).toBe(403);
    const first = (await get('/instance/appinstances')).json() as { paginationToken: string; result: { id: string }[] };
    expect(first.result).toHaveLength(98);
    const next = `/instance/appinstances?next_token=${encodeURIComponent(first.paginationToken)}`;
    const rest = (await get(next)).json() as { paginationToken: null; result: { searchMetadata?: unknown }[] };
    expect(rest.paginationToken).toBeNull();
    expect(rest.result.map((each) => 'searchMetadata' in each).filter((isAccount) => !isAccount)).toEqual([false]);
    const profiles = (await get(`/instance/appinstance/${first.result[0]?.id}/profiles`)).json();
    expect(profiles).toMatchObject({ paginationToken: null, result: [{ name: 'AdministratorAccess' }, {}] });
    expect((await get('/instance/appinstance/nonsense/profiles')).json()).toEqual(
      refusal('InvalidRequestException', 'Instance id format is incorrect'),
    );
  });
});

describe('credentials of the portal emulator', () => {
  it('have the form of AWS’s credentials, are all different, and are sent in responses that a browser may cache', async () => {
    emulator.organisation.accounts = defaultOrganisation().accounts;
    const answers = [await get(`/federation/credentials?${SANDBOX}`), await get(`/federation/credentials/?${SANDBOX}`)];
    const keys = answers.map((answer) => (answer.json() as { roleCredentials: RoleCredentials }).roleCredentials);
    expect(keys.map((each) => fits(RoleCredentials, each))).toEqual([true, true]);
    expect(keys[0]?.secretAccessKey).toHaveLength(40);
    expect(keys[0]?.secretAccessKey).not.toBe(keys[1]?.secretAccessKey);
    expect(emulator.issued.all()).toEqual(
      expect.arrayContaining(keys.flatMap((each) => [each.accessKeyId, each.secretAccessKey, each.sessionToken])),
    );
    expect(answers[0]?.headers['cache-control']).toBe('max-age=3600');
    expect(Math.abs((keys[0]?.expiration ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000);
  });

  it('attack 37: are refused with 403 if the user may not use the role, and with 404 if the role was removed', async () => {
    emulator.organisation.denyRole('123456789012', 'Admin');
    emulator.organisation.removeRole('123456789012', 'ReadOnly');
    const denied = await get(`/federation/credentials?${SANDBOX}`);
    expect([denied.status, denied.json()]).toEqual([403, refusal('ForbiddenException', 'No access')]);
    expect(denied.headers['x-amzn-errortype']).toBe('ForbiddenException');
    expect((await get('/federation/credentials?account_id=123456789012&role_name=ReadOnly')).status).toBe(404);
    expect((await get('/federation/credentials?account_id=123456789012&role_name=Never')).status).toBe(403);
    expect((await get('/federation/credentials?account_id=12&role_name=Admin')).status).toBe(400);
  });
});

describe('a session of the portal emulator', () => {
  it('belongs to a user and has an end time, and the API returns the user and the end time', async () => {
    const who = (await get('/token/whoAmI')).json() as { expireDate: number; userIdentifier: string };
    expect(Math.abs(who.expireDate - Date.now() - 8 * 3_600_000)).toBeLessThan(60_000);
    expect(who.userIdentifier).toMatch(/^[0-9a-f]{10}-/);
    expect((await get('/user')).json()).toMatchObject({ name: 'alex' });
  });

  it('is found with each of the three request headers that can contain the token', async () => {
    const good = emulator.signIn();
    const api = `https://portal.sso.${emulator.region}.amazonaws.com/token/whoAmI`;
    const forms = [
      { 'x-amz-sso_bearer_token': good },
      { 'x-amz-sso-bearer-token': good },
      { authorization: `Bearer ${good}` },
    ];
    const answers = await Promise.all(forms.map((headers) => ask(emulator, api, { headers })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask(emulator, api)).status).toBe(401);
  });

  it('is refused in any other region, and after the end of the session', async () => {
    const good = emulator.signIn();
    const headers = { 'x-amz-sso_bearer_token': good };
    const other = await ask(emulator, 'https://portal.sso.eu-west-1.amazonaws.com/token/whoAmI', { headers });
    expect([other.status, other.json()]).toEqual([
      401,
      refusal('UnauthorizedException', 'Session token not found or invalid'),
    ]);
    emulator.expireSessions();
    expect((await askApi(emulator, '/token/whoAmI', good)).status).toBe(401);
  });

  it('ends after POST /logout, but not after GET /logout', async () => {
    const good = emulator.signIn();
    expect((await askApi(emulator, '/logout', good)).status).toBe(405);
    expect(await askApi(emulator, '/logout', good, { method: 'POST' })).toMatchObject({ status: 200, body: '' });
    expect((await askApi(emulator, '/token/whoAmI', good)).status).toBe(401);
  });

  it('attack 31: gets a new token if a test rotates the token, and the old token is then refused', async () => {
    emulator.signOutEverywhere();
    const old = emulator.signIn();
    const fresh = emulator.rotateToken() ?? '';
    expect((await askApi(emulator, '/token/whoAmI', old)).status).toBe(401);
    expect((await askApi(emulator, '/token/whoAmI', fresh)).status).toBe(200);
    expect(emulator.issued.portalTokens).toEqual(expect.arrayContaining([old, fresh]));
  });
});

describe('the origin of a request to the portal emulator', () => {
  it.each(['chrome-extension://mimoocbfckidgblbclebekkgmbjlmgjp', 'moz-extension://4d2e'])(
    'attack 34: is refused if it is %s',
    async (origin) => {
      expect((await get('/token/whoAmI', { origin })).status).toBe(403);
      emulator.options.refuseExtensionOrigins = false;
      expect((await get('/token/whoAmI', { origin })).status).toBe(200);
    },
  );

  it('decides who may read the response: a portal’s page may read it, but a page of another origin may not', async () => {
    const portal = await get('/token/whoAmI', { origin: 'https://demo.awsapps.com' });
    expect(portal.headers['access-control-allow-origin']).toBe('https://demo.awsapps.com');
    const stranger = await get('/token/whoAmI', { origin: 'https://example.com' });
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
    const lookalike = await get('/token/whoAmI', { origin: 'https://demo.awsapps.com.evil.example' });
    expect(lookalike.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is checked in a preflight request, which has no token', async () => {
    const api = `https://portal.sso.${emulator.region}.amazonaws.com/token/whoAmI`;
    const preflight = (origin: string) => ask(emulator, api, { method: 'OPTIONS', headers: { origin } });
    const allowed = await preflight('https://demo.awsapps.com');
    expect(allowed.headers['access-control-allow-headers']).toContain('x-amz-sso_bearer_token');
    expect((await preflight('https://example.com')).status).toBe(403);
  });
});

describe('the request log of the portal emulator', () => {
  it('contains labels of sessions and keys but no secret, and counts the requests', async () => {
    await get('/assignment/roles?account_id=111122223333', { cookie: 'a=b', origin: 'https://demo.awsapps.com' });
    expect(emulator.requests).toEqual([
      {
        time: expect.any(Number),
        method: 'GET',
        host: 'portal.sso.us-east-1.amazonaws.com',
        path: '/assignment/roles',
        query: { account_id: '111122223333' },
        session: expect.stringMatching(/^demo\/alex#\d+$/),
        keys: null,
        origin: 'https://demo.awsapps.com',
        cookie: true,
        status: 200,
      },
    ]);
    expect(JSON.stringify(emulator.requests)).not.toContain(token);
    expect(emulator.countOf('/assignment/roles')).toBe(1);
    expect(emulator.countOf('/federation/credentials')).toBe(0);
  });
});
