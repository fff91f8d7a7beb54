import { describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, json, token } from '../portal-fake.ts';
import { complete, indexKeys, keys, other, signedIn, use, users } from './sessions-rig.ts';

useFakeClock();

describe('a session', () => {
  it('attack 7: of another user of the portal has another key, and does not show the first user’s list', async () => {
    const portal = fakePortal(users({ [token]: 'ann', SECONDTOKENEXAMPLE: 'bob' }));
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    expect(viewOf(worker).sessions).toMatchObject([{ user: 'bob' }]);
    expect(keys(worker)).not.toContain(key);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ code: 'SESSION_CHANGED' });
  });

  it('attack 7: gets no keys if the person clicks a role of the first user while Keyferry checks a second user’s token', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const portal = fakePortal({
      '/token/whoAmI': ({ token: given }) =>
        given === token ? json({ userIdentifier: 'ann' }) : gate.then(() => json({ userIdentifier: 'bob' })),
    });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    const told = announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    await until(() => portal.asked.at(-1)?.token === 'SECONDTOKENEXAMPLE');
    const role = { session: key, accountId: '111122223333', roleName: 'Admin' };
    const click = worker.send(popup, 'popup/get-credentials', role);
    release();
    await told;
    expect(await click).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(portal.paths()).not.toContain('/federation/credentials');
  });

  it('attack 7: never mixes with a session of another portal or in another container', async () => {
    const portal = fakePortal(users({ [token]: 'ann', OTHERTOKENEXAMPLE: 'ann', BOXTOKENEXAMPLE: 'cid' }));
    const { worker, key } = await signedIn(portal);
    await announce(worker, { url: other, token: 'OTHERTOKENEXAMPLE', region: 'us-east-1' });
    await use(worker, other);
    await announce(worker, { token: 'BOXTOKENEXAMPLE', tab: { cookieStoreId: 'firefox-container-1' } });
    expect(new Set(keys(worker)).size).toBe(3);
    const box = viewOf(worker).sessions.find(({ user }) => user === 'cid');
    await worker.send(popup, 'popup/use-portal', { session: box?.key });
    const wanted = { [key]: token };
    for (const session of viewOf(worker).sessions) {
      if (session.startUrl === other) wanted[session.key] = 'OTHERTOKENEXAMPLE';
      else if (session.user === 'cid') wanted[session.key] = 'BOXTOKENEXAMPLE';
    }
    expect(Object.keys(wanted)).toHaveLength(3);
    for (const [session, expected] of Object.entries(wanted)) {
      const role = { session, accountId: '111122223333', roleName: 'Admin' };
      expect(await worker.send(popup, 'popup/get-credentials', role)).toMatchObject({ ok: true });
      expect(portal.asked.findLast(({ url }) => url.pathname === '/federation/credentials')?.token).toBe(expected);
      const host = portal.asked.findLast(({ url }) => url.pathname === '/federation/credentials')?.url.hostname;
      expect(host).toContain(expected === 'OTHERTOKENEXAMPLE' ? 'us-east-1' : 'eu-west-1');
    }
  });

  it('attack 7: in a second container becomes the current session only after the user confirmed it in this container', async () => {
    const portal = fakePortal(users({ [token]: 'ann', BOXTOKENEXAMPLE: 'bob' }));
    const worker = fakeWorker(portal);
    await announce(worker);
    await announce(worker, { token: 'BOXTOKENEXAMPLE', tab: { cookieStoreId: 'firefox-container-1' } });
    const ann = await use(worker);
    await complete(worker);
    const bob = await until(() => viewOf(worker).sessions.find(({ user }) => user === 'bob'));
    expect(bob).toMatchObject({ trusted: false, confirmedBefore: true });
    const early = await worker.send(popup, 'popup/choose-session', { session: bob.key });
    expect(early).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    expect(viewOf(worker).current).toBe(ann);
    await worker.send(popup, 'popup/use-portal', { session: bob.key });
    await complete(worker);
    const { current, sessions } = viewOf(worker);
    expect(sessions.find(({ key }) => key === current)?.user).toBe('bob');
    await until(() => indexKeys(worker).length === 2);
  });
});
