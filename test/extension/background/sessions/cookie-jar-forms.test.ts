import { describe, expect, it } from 'vitest';
import { parsePortalUrl } from '#core/portals/portals.ts';
import {
  type Cookie,
  concerns,
  createCookieJar,
  originsToGrant,
  storeIdOf,
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
const read = (...cookies: Cookie[]) =>
  createCookieJar({
    cookies: () => ({ getAll: async () => cookies }),
    permissions: { contains: async () => true },
  }).read(place);
const found = { is: 'token', token };
const none = { is: 'none' };

describe('a cookie', () => {
  it.each(['https://demo.awsapps.com', 'https://awsapps.com', 'no address', ''])(
    'attack 31: in the partition of the site %j counts as the portal’s own cookie',
    async (topLevelSite) => {
      expect(await read(cookie({ partitionKey: { topLevelSite } }))).toEqual(found);
      expect(await read(cookie({ partitionKey: {} }))).toEqual(found);
      expect(await read(cookie({ partitionKey: null }))).toEqual(found);
    },
  );

  it('attack 31: with the first-party domain of another site does not count as the portal’s own cookie', async () => {
    expect(await read(cookie({ firstPartyDomain: 'evil.example' }))).toEqual(none);
    expect(await read(cookie({ firstPartyDomain: 'evilawsapps.com' }))).toEqual(none);
    for (const own of ['awsapps.com', 'demo.awsapps.com', '']) {
      expect(await read(cookie({ firstPartyDomain: own }))).toEqual(found);
    }
  });

  it('may have its value in quotes', async () => {
    expect(await read(cookie({ value: `"${token}"` }))).toEqual(found);
    expect(await read(cookie({ value: `"${token}` }))).toEqual({ is: 'token', token: `"${token}` });
    expect(await read(cookie({ value: `"${token}"` }), cookie({ domain: '.awsapps.com' }))).toEqual(found);
  });

  it.each([
    [{}, true],
    [{ domain: '.demo.awsapps.com' }, false],
    [{ domain: '.awsapps.com' }, true],
    [{ domain: 'awsapps.com' }, false],
    [{ domain: 'evildemo.awsapps.com' }, false],
    [{ name: 'theme' }, false],
    [{ storeId: '1' }, false],
  ] as [Partial<Cookie>, boolean][])(
    'is a session cookie of the portal only if name, cookie store and host are correct: %o',
    (given, expected) => {
      expect(concerns(cookie(given), place)).toBe(expected);
    },
  );

  it('is read from the browser’s cookie store that belongs to the cookie store of the session', () => {
    expect(['default', 'private', 'firefox-container-1'].map(storeIdOf)).toEqual(['0', '1', 'firefox-container-1']);
  });

  it('can be read without access to more origins if Keyferry knows the portal’s region or if the portal has no region', () => {
    expect(originsToGrant(portal)).toEqual([]);
    expect(originsToGrant({ ...portal, startUrl: 'https://new.example', region: null })).toEqual([]);
    expect(originsToGrant({ ...portal, startUrl: 'https://new.example/start', region: 'eu-future-9' })).toEqual([
      'https://new.example',
      'https://portal.sso.eu-future-9.amazonaws.com',
    ]);
  });
});
