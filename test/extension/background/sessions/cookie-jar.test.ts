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

type Asked = Readonly<Record<string, unknown>>;

/** A browser's cookies, by query; none by default. */
function browserWith(answer: (asked: Asked) => Cookie[] | Error) {
  const asked: Asked[] = [];
  const ask = async (wanted: object) => {
    asked.push({ ...wanted });
    const found = answer({ ...wanted });
    if (found instanceof Error) throw found;
    return found;
  };
  const cookies: Cookies = { getAll: ask };
  return { asked, cookies };
}

const found = { is: 'token', token };
const none = { is: 'none' };
const open = { contains: async () => true };
const jarOf = (cookies: Cookies, permissions: Parameters<typeof createCookieJar>[0]['permissions'] = open) =>
  createCookieJar({ cookies: () => cookies, permissions });

describe('the cookie jar', () => {
  it('attack 31: reads exactly that portal’s cookie from exactly that store', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies).read(place)).toEqual(found);
    expect(asked).toEqual([{ url: `${startUrl}/`, name: 'x-amz-sso_authn', storeId: '0', partitionKey: {} }]);
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
    const inPartitions = (sites: string[]) => browserWith(() => sites.map(partitioned));
    const { cookies } = inPartitions(['https://evil.example', 'https://awsapps.com']);
    expect(await jarOf(cookies).read(place)).toEqual(found);
    expect(await jarOf(inPartitions(['https://evil.example']).cookies).read(place)).toEqual(none);
    expect(await jarOf(inPartitions(['https://evilawsapps.com']).cookies).read(place)).toEqual(none);
  });

  it('sends the first party when Firefox isolates by it', async () => {
    const { cookies } = browserWith(({ firstPartyDomain }) =>
      firstPartyDomain === null ? [cookie()] : new Error('First-Party Isolation is enabled'),
    );
    expect(await jarOf(cookies).read(place)).toEqual(found);
  });

  it('finds the cookie in a browser that knows no partitions', async () => {
    const { cookies } = browserWith(({ partitionKey }) =>
      partitionKey ? new Error('Unexpected property') : [cookie()],
    );
    expect(await jarOf(cookies).read(place)).toEqual(found);
  });

  const host = 'ssoins-1234567890abcdef.portal.eu-west-1.app.aws';
  const regional = parsePortalUrl(`https://${host}/`);
  if (!regional) throw new Error('no portal');
  const onHost = { ...regional, store: 'default' };
  const parents = ['.portal.eu-west-1.app.aws', '.eu-west-1.app.aws', '.app.aws'];

  it.each(parents)('attack 49: a cookie for the parent domain %s is no session', async (domain) => {
    const { cookies } = browserWith(() => [cookie({ domain })]);
    expect(await jarOf(cookies).read(onHost)).toEqual(none);
  });

  it.each([...parents, `.${host}`])(
    'attack 49: a different cookie for %s beside the portal’s own is two',
    async (domain) => {
      for (const order of [0, 1]) {
        const both = [cookie({ domain: host }), cookie({ domain, value: 'TOSSEDTOKENEXAMPLE' })];
        const { cookies } = browserWith(() => (order === 0 ? both : both.toReversed()));
        expect(await jarOf(cookies).read(onHost)).toEqual({ is: 'two-cookies' });
      }
    },
  );

  it.each([host, `.${host}`])(
    'attack 49: a cookie for exactly that host is the session, as domain %s',
    async (domain) => {
      const { cookies } = browserWith(() => [cookie({ domain })]);
      expect(await jarOf(cookies).read(onHost)).toEqual(found);
    },
  );

  it.each(['', 'a b', 'a\nb', 'x'.repeat(16_385)])('ignores values that cannot be a token', async (value) => {
    const { cookies } = browserWith(() => [cookie({ value })]);
    expect(await jarOf(cookies).read(place)).toEqual(none);
  });

  it('reads nothing without the permission', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies, { contains: async () => false }).read(place)).toBeNull();
    expect(await jarOf(cookies, { contains: () => Promise.reject(new Error()) }).read(place)).toBeNull();
    const never = createCookieJar({ cookies: () => undefined, permissions: open });
    expect(await never.read(place)).toBeNull();
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
