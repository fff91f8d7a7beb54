import { describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { fakeWorker, popup, portalPage, until, viewOf } from '../fakes.ts';
import { fakePortal, startUrl, token } from '../portal-fake.ts';
import { complete, use } from './sessions-rig.ts';

useFakeClock();

describe('a portal whose cookie is read again', () => {
  it.each(['env', 'meta'])('keeps the region that its page named (%s) after a restart of the browser', async (from) => {
    const worker = fakeWorker(fakePortal());
    worker.allowed.add('cookies');
    worker.jar.put(startUrl, token);
    await worker.send(portalPage(), 'portal/unreadable', { region: 'eu-west-1', regionFrom: from });
    await use(worker);
    await complete(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-west-1', regionFrom: from }]);
    worker.session.data.clear();
    const again = worker.restart();
    await again.send(popup, 'popup/open');
    await until(() => viewOf(worker).sessions.length > 0);
    expect(viewOf(worker).sessions).toMatchObject([{ capture: 'cookies', region: 'eu-west-1', regionFrom: from }]);
    expect(worker.session.data.get('cookiePlaces')).toMatchObject([
      { isPrivate: false, named: { name: 'eu-west-1', from } },
    ]);
  });

  it('attack 49: is no longer shown as a portal with two session cookies when only one of them is left', async () => {
    const worker = fakeWorker(fakePortal());
    worker.allowed.add('cookies');
    const cookie = worker.jar.put(startUrl, token);
    const second = { ...cookie, domain: '.awsapps.com', value: 'OTHERTOKENEXAMPLE' };
    const { getAll } = worker.jar.cookies;
    worker.jar.cookies.getAll = async (query) => [...(await getAll(query)), second];
    await worker.send(portalPage(), 'portal/unreadable', { region: 'eu-west-1', regionFrom: 'env' });
    expect(viewOf(worker)).toMatchObject({ sessions: [], ambiguous: [{ startUrl }] });
    worker.jar.cookies.getAll = getAll;
    await worker.worker.capture.cookieChanged({ cookie, cause: 'explicit', removed: false });
    expect(viewOf(worker)).toMatchObject({ sessions: [{ capture: 'cookies' }], ambiguous: [] });
  });
});
