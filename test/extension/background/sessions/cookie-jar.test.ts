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

/** A browser with cookies. `answer` returns the cookies for each query. */
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

describe('the reader of session cookies', () => {
  it('attack 31: reads only the cookie of the given portal, only from the given cookie store', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies).read(place)).toEqual(found);
    expect(asked).toEqual([{ url: `${startUrl}/`, name: 'x-amz-sso_authn', storeId: '0', partitionKey: {} }]);
  });

  it.each([
    ['private', '1'],
    ['firefox-default', 'firefox-default'],
    ['firefox-container-6', 'firefox-container-6'],
  ])('searches for cookies of the cookie store “%s” under the browser’s store id %s', async (store, storeId) => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    await jarOf(cookies).read({ ...place, store });
    expect(asked[0]).toMatchObject({ storeId });
  });

  it('finds the cookie in the portal’s own partition, but not in the partition of another site', async () => {
    const partitioned = (topLevelSite: string) => cookie({ partitionKey: { topLevelSite } });
    const inPartitions = (sites: string[]) => browserWith(() => sites.map(partitioned));
    const { cookies } = inPartitions(['https://evil.example', 'https://awsapps.com']);
    expect(await jarOf(cookies).read(place)).toEqual(found);
    expect(await jarOf(inPartitions(['https://evil.example']).cookies).read(place)).toEqual(none);
    expect(await jarOf(inPartitions(['https://evilawsapps.com']).cookies).read(place)).toEqual(none);
  });

  it('uses the parameter `firstPartyDomain` when Firefox isolates cookies by first party', async () => {
    const { cookies } = browserWith(({ firstPartyDomain }) =>
      firstPartyDomain === null ? [cookie()] : new Error('First-Party Isolation is enabled'),
    );
    expect(await jarOf(cookies).read(place)).toEqual(found);
  });

  it('finds the cookie in a browser that has no cookie partitions', async () => {
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

  it.each(parents)('attack 49: does not accept a session cookie for the parent domain %s', async (domain) => {
    const { cookies } = browserWith(() => [cookie({ domain })]);
    expect(await jarOf(cookies).read(onHost)).toEqual(none);
  });

  it.each([...parents, `.${host}`])(
    'attack 49: reports two cookies if there is a different cookie for %s besides the portal’s cookie',
    async (domain) => {
      for (const order of [0, 1]) {
        const both = [cookie({ domain: host }), cookie({ domain, value: 'TOSSEDTOKENEXAMPLE' })];
        const { cookies } = browserWith(() => (order === 0 ? both : both.toReversed()));
        expect(await jarOf(cookies).read(onHost)).toEqual({ is: 'two-cookies' });
      }
    },
  );

  it.each([host, `.${host}`])(
    'attack 49: accepts a cookie for exactly the portal’s host, if its domain is %s',
    async (domain) => {
      const { cookies } = browserWith(() => [cookie({ domain })]);
      expect(await jarOf(cookies).read(onHost)).toEqual(found);
    },
  );

  it.each(['', 'a b', 'a\nb', 'x'.repeat(16_385)])('ignores a cookie whose value cannot be a token', async (value) => {
    const { cookies } = browserWith(() => [cookie({ value })]);
    expect(await jarOf(cookies).read(place)).toEqual(none);
  });

  it('reads no cookie if the browser gives no permission to read cookies', async () => {
    const { cookies, asked } = browserWith(() => [cookie()]);
    expect(await jarOf(cookies, { contains: async () => false }).read(place)).toBeNull();
    expect(await jarOf(cookies, { contains: () => Promise.reject(new Error()) }).read(place)).toBeNull();
    const never = createCookieJar({ cookies: () => undefined, permissions: open });
    expect(await never.read(place)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('needs access to two more origins only for a portal in a region that Keyferry does not know', async () => {
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
    ['a cookie with another name', cookie({ name: 'x-amz-sso-other' }), false],
    ['a cookie of another host', cookie({ domain: 'other.awsapps.com' }), false],
    ['a cookie in another store', cookie({ storeId: '1' }), false],
    ['a cookie for a domain that only ends alike', cookie({ domain: '.emo.awsapps.com' }), false],
    ['the portal’s own cookie', cookie(), true],
    ['a cookie of the whole domain', cookie({ domain: '.awsapps.com' }), true],
  ])('decides whether a changed cookie is a cookie of the given portal: %s', (_, changed, itself) => {
    expect(concerns(changed, place)).toBe(itself);
  });
});
