import { describe, expect, it } from 'vitest';
import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import {
  type Cookie,
  type Cookies,
  concerns,
  createCookieJar,
} from '../../../../extension/background/sessions/cookie-jar.ts';
import { startUrl, token } from '../portal-fake.ts';

const portal = parsePortalUrl(startUrl);
if (!portal) throw new Error('no portal');
const place = { ...portal, store: 'default' };
const cookie = (given: Partial<Cookie> = {}): Cookie => ({
  name: 'x-amz-sso_authn',
  value: token,
  domain: 'demo.awsapps.com',
  storeId: '0',
  ...given,
});

type Asked = { readonly how: string } & Record<string, unknown>;

/** A browser's cookies, by query; none by default. */
function browserWith(answer: (asked: Asked) => Cookie[] | Error) {
  const asked: Asked[] = [];
  const ask = async (how: string, wanted: object) => {
    asked.push({ how, ...wanted });
    const found = answer({ how, ...wanted });
    if (found instanceof Error) throw found;
    return found;
  };
  const cookies: Cookies = {
    get: async (wanted) => (await ask('get', wanted))[0] ?? null,
    getAll: (wanted) => ask('getAll', wanted),
  };
  return { asked, cookies };
}

const open = { contains: async () => true };
const jarOf = (cookies: Cookies, permissions: Parameters<typeof createCookieJar>[0]['permissions'] = open) =>
  createCookieJar({ cookies: () => cookies, permissions });

describe('the cookie jar', () => {
  it('attack 31: reads exactly that portal’s cookie from exactly that store', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies).read(place)).toBe(token);
    expect(asked).toEqual([{ how: 'get', url: startUrl, name: 'x-amz-sso_authn', storeId: '0' }]);
  });

  it.each([
    ['private', '1'],
    ['firefox-default', 'firefox-default'],
    ['firefox-container-6', 'firefox-container-6'],
  ])('knows store %s as %s', async (store, storeId) => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    await jarOf(cookies).read({ ...place, store });
    expect(asked[0]).toMatchObject({ storeId });
  });

  it('finds the cookie in the portal’s own partition, not in another site’s', async () => {
    const partitioned = (topLevelSite: string) => cookie({ partitionKey: { topLevelSite } });
    const inPartitions = (sites: string[]) => browserWith(({ how }) => (how === 'get' ? [] : sites.map(partitioned)));
    const { cookies } = inPartitions(['https://evil.example', 'https://awsapps.com']);
    expect(await jarOf(cookies).read(place)).toBe(token);
    expect(await jarOf(inPartitions(['https://evil.example']).cookies).read(place)).toBeNull();
    expect(await jarOf(inPartitions(['https://evilawsapps.com']).cookies).read(place)).toBeNull();
  });

  it('sends the first party when Firefox isolates by it', async () => {
    const { cookies } = browserWith(({ firstPartyDomain }) =>
      firstPartyDomain === null ? [cookie()] : new Error('First-Party Isolation is enabled'),
    );
    expect(await jarOf(cookies).read(place)).toBe(token);
  });

  it.each(['', 'a b', 'a\nb', 'x'.repeat(16_385)])('ignores values that cannot be a token', async (value) => {
    const { cookies } = browserWith(() => [cookie({ value })]);
    expect(await jarOf(cookies).read(place)).toBeNull();
  });

  it('reads nothing without the permission', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies, { contains: async () => false }).read(place)).toBeUndefined();
    expect(await jarOf(cookies, { contains: () => Promise.reject(new Error()) }).read(place)).toBeUndefined();
    const never = createCookieJar({ cookies: () => undefined, permissions: open });
    expect(await never.read(place)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('needs exactly the two origins of a portal in a new region', async () => {
    const added = parseNewPortalUrl('https://ssoins-1f.portal.eu-future-9.app.aws/');
    if (!added) throw new Error('no portal');
    const wanted: object[] = [];
    const permissions = { contains: async (each: object) => wanted.push(each) > 0 };
    const { cookies } = browserWith(() => [cookie()]);
    await jarOf(cookies, permissions).isOpen({ ...added, store: 'default' });
    await jarOf(cookies, permissions).isOpen(place);
    const origins = [
      'https://ssoins-1f.portal.eu-future-9.app.aws/*',
      'https://portal.sso.eu-future-9.amazonaws.com/*',
    ];
    expect(wanted).toEqual([
      { permissions: ['cookies'], origins },
      { permissions: ['cookies'], origins: [] },
    ]);
  });

  it.each([
    ['another name', cookie({ name: 'x-amz-sso-other' }), false],
    ['another host', cookie({ domain: 'other.awsapps.com' }), false],
    ['another store', cookie({ storeId: '1' }), false],
    ['a suffix that only ends alike', cookie({ domain: '.emo.awsapps.com' }), false],
    ['its own', cookie(), true],
    ['one of the whole domain', cookie({ domain: '.awsapps.com' }), true],
  ])('a change of %s', (_, changed, itself) => {
    expect(concerns(changed, place)).toBe(itself);
  });
});
