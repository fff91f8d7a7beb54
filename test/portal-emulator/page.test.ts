import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Organisation, type PortalEmulator, startPortalEmulator } from './index.ts';
import { defaultLiveOptions } from './options.ts';
import { ask, askApi } from './request.ts';

const hostile = '</script><img src=x onerror="alert(1)">';
const evilAccount = { accountId: '111111111111', accountName: hostile, emailAddress: hostile, roles: [hostile] };
let emulator: PortalEmulator;

beforeAll(async () => {
  emulator = await startPortalEmulator({
    portals: [
      { alias: 'demo' },
      { alias: 'other', region: 'eu-central-1', users: { sam: new Organisation([evilAccount]) } },
      {
        alias: 'start',
        host: 'start.us-gov-home.awsapps.com',
        path: '/directory/d-1234567890',
        region: 'us-gov-west-1',
      },
      { alias: 'ssoins', host: 'ssoins-1234567890abcdef.us-east-1.portal.amazonaws.com', path: '/' },
    ],
  });
});
afterAll(() => emulator.close());
afterEach(() => {
  Object.assign(emulator.options, defaultLiveOptions, { faults: [] });
});

const open = (address: string, token = '') =>
  ask(emulator, address, token ? { headers: { cookie: `a=b; x-amz-sso_authn=${token}` } } : {});

function signInTo(address: string, fields: Record<string, string>) {
  return ask(emulator, address, { method: 'POST', body: new URLSearchParams(fields).toString() });
}

describe('the page of the portal emulator', () => {
  it.each([
    'https://demo.awsapps.com/start',
    'https://demo.awsapps.com/start/',
    'https://view.awsapps.com/start',
    'https://start.us-gov-home.awsapps.com/directory/d-1234567890',
    'https://ssoins-1234567890abcdef.us-east-1.portal.amazonaws.com/',
  ])('attack 36: shows a sign-in form at %s', async (address) => {
    const { status, body } = await open(address);
    expect(status).toBe(200);
    expect(body).toContain('<button>Sign in</button>');
    expect(body).toMatch(/<style>[^<]*light-dark\(/);
  });

  it('is not shown on other paths of the host, which belong to another product, and not on hosts without a portal', async () => {
    expect((await open('https://demo.awsapps.com/other-product')).body).toContain('Another product');
    expect((await open('https://demo.awsapps.com/startle')).body).toContain('Another product');
    expect((await open('https://nobody.awsapps.com/start')).status).toBe(404);
  });

  it('lists accounts only for the user who is signed in, and only in the portal where the user signed in', async () => {
    const alex = emulator.signIn();
    expect((await open('https://demo.awsapps.com/start', alex)).body).toContain('prod-payments');
    expect((await open('https://other.awsapps.com/start', alex)).body).not.toContain('prod-payments');
    emulator.signOutEverywhere({ user: 'alex' });
    expect((await open('https://demo.awsapps.com/start', alex)).body).not.toContain('prod-payments');
  });

  it('attack 7: keeps the sessions and organisations of each portal and each user separate', async () => {
    const alex = emulator.signIn({ portal: 'other', user: 'alex' });
    const sam = emulator.signIn({ portal: 'other', user: 'sam' });
    const accounts = async (headers: Record<string, string>) =>
      (await ask(emulator, 'https://portal.sso.eu-central-1.amazonaws.com/assignment/accounts', { headers })).json();
    expect(await accounts({ 'x-amz-sso_bearer_token': alex })).toMatchObject({ accountList: { length: 12 } });
    expect(await accounts({ 'x-amz-sso_bearer_token': sam })).toMatchObject({ accountList: { length: 1 } });
    expect((await askApi(emulator, '/assignment/accounts', alex)).status).toBe(401);
  });

  it('attack 6: shows a hostile account name as text', async () => {
    const sam = emulator.signIn({ portal: 'other', user: 'sam' });
    const { body } = await open('https://other.awsapps.com/start', sam);
    expect(body).toContain('&#60;/script&#62;&#60;img');
    expect(body).not.toContain('<img');
  });

  it('lists no account in the portal of AWS Builder ID', async () => {
    const { body } = await open('https://view.awsapps.com/start', emulator.signIn({ portal: 'view' }));
    expect(body).toContain('You have no AWS accounts here.');
  });
});

describe('the region of the emulated portal', () => {
  const readEnv = (body: string) => /<script id="env" type="application\/json">(.*?)<\/script>/s.exec(body)?.[1];

  it('is in the element `script#env` of the portal page', async () => {
    const env = readEnv((await open('https://other.awsapps.com/start')).body);
    expect(JSON.parse(env ?? '')).toMatchObject({ region: 'eu-central-1', partition: 'aws' });
  });

  it('attack 32: can be in a meta tag, or can be missing', async () => {
    emulator.options.regionBy = 'meta';
    const meta = (await open('https://other.awsapps.com/start')).body;
    expect([readEnv(meta), meta.includes('<meta name="region" content="eu-central-1">')]).toEqual([undefined, true]);
    emulator.options.regionBy = 'none';
    const none = (await open('https://other.awsapps.com/start')).body;
    expect([readEnv(none), none.includes('name="region"')]).toEqual([undefined, false]);
  });

  it('attack 44: can be any hostile text', async () => {
    emulator.options.env = { region: 'evil.example/</script>' };
    const env = readEnv((await open('https://demo.awsapps.com/start')).body);
    expect(JSON.parse(env ?? '')).toEqual({ region: 'evil.example/</script>' });
    emulator.options.env = '{"region":';
    expect(readEnv((await open('https://demo.awsapps.com/start')).body)).toBe('{"region":');
  });
});

describe('a sign-in to the portal emulator', () => {
  it('leads back to the portal with a code that the page can exchange for a token only once', async () => {
    const back = await signInTo('https://demo.awsapps.com/start/sign-in', { username: 'alex', password: 'x' });
    expect(back.status).toBe(303);
    const query = new URL(back.headers.location ?? '', 'https://demo.awsapps.com').searchParams;
    expect([...query.keys()]).toEqual(['state', 'workflowResultHandle', 'wdc_csrf_token']);
    const authCode = query.get('workflowResultHandle') ?? '';
    const exchange = () => signInTo('https://portal.sso.us-east-1.amazonaws.com/auth/sso-token', { authCode });
    const { token } = (await exchange()).json() as { token: string };
    expect((await askApi(emulator, '/token/whoAmI', token)).json()).toMatchObject({ firstName: 'alex' });
    expect((await exchange()).status).toBe(401);
  });

  it('shows the form again if name or password is missing', async () => {
    const again = await signInTo('https://demo.awsapps.com/start/sign-in', { username: 'alex' });
    expect([again.status, again.body.includes('Enter your user name')]).toEqual([400, true]);
  });

  it('attack 31: sets the cookie with a header if the cookie is HttpOnly', async () => {
    const token = emulator.signIn();
    const kept = await signInTo('https://demo.awsapps.com/start/session', { token });
    expect(kept.headers['set-cookie']?.[0]).toContain('; Path=/; Secure; HttpOnly; SameSite=none; Max-Age=28800');
    const ended = await ask(emulator, 'https://demo.awsapps.com/start/session/end', {
      method: 'POST',
      headers: { cookie: `x-amz-sso_authn=${token}` },
    });
    expect(ended.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await askApi(emulator, '/token/whoAmI', token)).status).toBe(401);
  });
});
