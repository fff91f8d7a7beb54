import { describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, popup, viewOf } from '../fakes.ts';
import { fakePortal, refused, token } from '../portal-fake.ts';
import { complete, role, signedIn, use } from './sessions-rig.ts';

useFakeClock();

const unauthorized = () => refused('UnauthorizedException', 401);

describe('an answer of the portal with status 401', () => {
  it('attack 31: ends a session whose user the portal never named', async () => {
    const portal = fakePortal({ '/token/whoAmI': unauthorized });
    const { worker, key } = await signedIn(portal);
    expect(viewOf(worker).sessions).toMatchObject([{ key, expired: true, region: 'eu-west-1' }]);
    expect(JSON.stringify([...worker.session.data])).not.toContain(token);
    const answer = await worker.send(popup, 'popup/get-credentials', { session: key, ...role });
    expect(answer).toMatchObject({ ok: false, code: 'SESSION_EXPIRED' });
    expect(portal.paths()).toEqual(['/token/whoAmI']);
  });

  it('attack 31: ends a session whose user the portal has named, even if the user chose the region', async () => {
    let ended = false;
    const worker = fakeWorker(fakePortal({ '/federation': () => (ended ? unauthorized() : undefined) }));
    await announce(worker, { region: null });
    const key = await use(worker);
    await worker.send(popup, 'popup/set-region', { session: key, region: 'eu-north-1' });
    await complete(worker);
    const [session] = viewOf(worker).sessions;
    expect(session).toMatchObject({ region: 'eu-north-1', regionFrom: 'chosen', expired: false });
    ended = true;
    await worker.send(popup, 'popup/get-credentials', { session: session?.key, ...role });
    expect(viewOf(worker).sessions).toMatchObject([{ region: 'eu-north-1', expired: true }]);
  });
});
