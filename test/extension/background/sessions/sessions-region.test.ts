import { describe, expect, it } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, popup, viewOf } from '../fakes.ts';
import { fakePortal, refused } from '../portal-fake.ts';
import { complete, use } from './sessions-rig.ts';

useFakeClock();

describe('the region of a session', () => {
  it.each(['evil.example', 'eu-west-1.evil.example/', 'us-gov-west-1', 'eu-west-9', '../../x', 'EU-WEST-1'])(
    'attack 44: causes no request with the token if the portal’s page names %s',
    async (region) => {
      const portal = fakePortal();
      const worker = fakeWorker(portal);
      await announce(worker, { region });
      expect(viewOf(worker).sessions).toMatchObject([{ region: null }]);
      const key = await use(worker);
      const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
      expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'REGION_UNKNOWN' });
      expect(portal.asked).toEqual([]);
    },
  );

  it.each([
    ['https://ssoins-1f.portal.eu-west-3.app.aws/', null, 'eu-west-3', 'portal.sso.eu-west-3.amazonaws.com'],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'xx-evil-1',
      'us-east-2',
      'portal.sso.us-east-2.amazonaws.com',
    ],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'cn-north-1',
      'us-east-2',
      'portal.sso.us-east-2.amazonaws.com',
    ],
    [
      'https://ssoins-1f.us-east-2.portal.amazonaws.com/',
      'eu-west-1',
      'eu-west-1',
      'portal.sso.eu-west-1.amazonaws.com',
    ],
    [
      'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/acme',
      null,
      'us-gov-west-1',
      'portal.sso.us-gov-west-1.amazonaws.com',
    ],
    [
      'https://ssoins-1f.portal.cn-north-1.app.amazonwebservices.com.cn/',
      'us-east-1',
      'cn-north-1',
      'portal.sso.cn-north-1.amazonaws.com.cn',
    ],
    [
      'https://ssoins-1f.eusc-de-east-1.portal.amazonaws.eu/',
      null,
      'eusc-de-east-1',
      'portal.sso.eusc-de-east-1.amazonaws.eu',
    ],
  ])('attack 32: of the portal %s, whose page names the region %j, is %s', async (url, named, region, host) => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker, { url, region: named });
    expect(viewOf(worker).sessions).toMatchObject([{ region }]);
    await use(worker, url.replace(/\/$/, ''));
    await complete(worker);
    expect([...new Set(portal.asked.map((each) => each.url.hostname))]).toEqual([host]);
  });

  it('attack 44: is refused if its text is 10 kB long', async () => {
    const worker = fakeWorker(fakePortal());
    expect(await announce(worker, { region: 'x'.repeat(10_000) })).toBeUndefined();
    expect(await worker.worker.sessions.all()).toEqual([]);
  });

  it('attack 32: can be chosen by the user if the page names no region, and the choice is stored', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker, { region: null });
    const key = await use(worker);
    const bad = { session: key, region: 'eu-west-9' };
    expect(await worker.send(popup, 'popup/set-region', bad)).toMatchObject({ code: 'REGION_UNKNOWN' });
    const answer = await worker.send(popup, 'popup/set-region', { session: key, region: 'eu-north-1' });
    expect((answer.value as View).sessions).toMatchObject([{ region: 'eu-north-1', user: 'user-1' }]);
    expect(portal.asked[0]?.url.hostname).toBe('portal.sso.eu-north-1.amazonaws.com');
    await announce(worker, { region: null, token: 'NEXTTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-north-1' }]);
  });

  it('attack 32: must be chosen again if the portal refuses the chosen region; the session itself does not end', async () => {
    const portal = fakePortal({
      '/token/whoAmI': ({ url }) =>
        url.hostname.includes('eu-north-1') ? refused('UnauthorizedException', 401) : undefined,
    });
    const worker = fakeWorker(portal);
    await announce(worker, { region: null });
    const key = await use(worker);
    await worker.send(popup, 'popup/set-region', { session: key, region: 'eu-north-1' });
    const [session] = viewOf(worker).sessions;
    expect(session).toMatchObject({ region: null, expired: false });
    await worker.send(popup, 'popup/set-region', { session: session?.key, region: 'eu-west-1' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-west-1', user: 'user-1' }]);
  });

  it('attack 32: counts in all windows if chosen in a normal window, but only in private windows if chosen in a private one', async () => {
    const worker = fakeWorker(fakePortal());
    const regionIn = async (incognito: boolean, token: string) => {
      await announce(worker, { region: null, token, tab: { incognito } });
      return viewOf(worker).sessions.at(-1);
    };
    const choose = async (region: string) => {
      const key = viewOf(worker).sessions.at(-1)?.key;
      await worker.send(popup, 'popup/use-portal', { session: key });
      await worker.send(popup, 'popup/set-region', { session: viewOf(worker).current, region });
    };
    await regionIn(true, 'PRIVATETOKENEXAMPLE');
    await choose('eu-west-3');
    expect(await regionIn(false, 'USUALTOKENEXAMPLE')).toMatchObject({ region: null });
    await choose('eu-north-1');
    expect(await regionIn(true, 'PRIVATETOKENEXAMPLE2')).toMatchObject({ region: 'eu-west-3' });
    await worker.worker.signOut.endPrivate();
    expect(await regionIn(true, 'PRIVATETOKENEXAMPLE3')).toMatchObject({ region: 'eu-north-1' });
  });

  it('attack 32: is forgotten if the portal accepted it before and refuses it now', async () => {
    let moved = false;
    const portal = fakePortal({ '/token/whoAmI': () => (moved ? refused('UnauthorizedException', 401) : undefined) });
    const worker = fakeWorker(portal);
    await announce(worker, { region: null });
    await worker.send(popup, 'popup/set-region', { session: await use(worker), region: 'eu-north-1' });
    moved = true;
    await announce(worker, { region: null, token: 'SECONDTOKENEXAMPLE' });
    await announce(worker, { region: null, token: 'THIRDTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ region: null, expired: false }]);
    // The third token was never sent to the portal: the last request contained the second token.
    expect(portal.asked.at(-1)?.token).toBe('SECONDTOKENEXAMPLE');
  });
});
