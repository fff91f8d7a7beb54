import { describe, expect, it } from 'vitest';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, json, refused, token } from '../portal-fake.ts';
import { complete, indexKeys, keys, role, signedIn, use, users } from './sessions-rig.ts';

useFakeClock();

describe('a portal that does not immediately answer who is signed in', () => {
  const keysAsked = ({ asked }: ReturnType<typeof fakePortal>) =>
    asked.filter(({ url }) => url.pathname === '/federation/credentials').map(({ token: given }) => given);

  /** While `busy` contains a token, the portal throttles requests for the user of this token. */
  function busyPortal(byToken: Record<string, string>) {
    const busy = new Set<string | null>();
    const whoAmI = users(byToken)['/token/whoAmI'];
    const portal = fakePortal({
      '/token/whoAmI': (asked) => (busy.has(asked.token) ? refused('TooManyRequestsException', 429) : whoAmI(asked)),
    });
    return { portal, busy };
  }

  it('can be confirmed before the user is known', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann' });
    busy.add(token);
    const worker = fakeWorker({ ...portal, later: () => () => undefined });
    await announce(worker);
    const session = await use(worker);
    expect(viewOf(worker).sessions).toMatchObject([{ user: null, whoAmI: 'THROTTLED' }]);
    busy.clear();
    expect(await worker.send(popup, 'popup/get-credentials', { session, ...role })).toMatchObject({ ok: true });
    await until(() => viewOf(worker).sessions[0]?.user === 'ann');
    expect(viewOf(worker).current).toBe(keys(worker)[0]);
    expect(viewOf(worker).current).not.toBe(session);
    expect(viewOf(worker).sessions).toMatchObject([{ was: session }]);
    // The worker still accepts the earlier key of the session, until the session gets another token.
    expect(await worker.send(popup, 'popup/get-credentials', { session, ...role })).toMatchObject({ ok: true });
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    const late = await worker.send(popup, 'popup/get-credentials', { session, ...role });
    expect(late).toMatchObject({ code: 'SESSION_CHANGED' });
  });

  it('is asked again, and then the list of roles is stored under the session’s new key', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann' });
    busy.add(token);
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.clear();
    await until(() => viewOf(worker).sessions[0]?.user === 'ann');
    await until(() => indexKeys(worker).some((each) => each === `index ${viewOf(worker).current}`));
    await complete(worker);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('attack 31: gets no request for keys with a new token before the token’s user is known; the list of roles stays', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann', ROTATEDTOKENEXAMPLE: 'ann' });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.add('ROTATEDTOKENEXAMPLE');
    await announce(worker, { token: 'ROTATEDTOKENEXAMPLE' });
    expect(viewOf(worker)).toMatchObject({ current: key, sessions: [{ user: 'ann', whoAmI: 'THROTTLED' }] });
    expect(indexKeys(worker)).toEqual([`index ${key}`]);
    const click = { session: key, ...role };
    expect(await worker.send(popup, 'popup/get-credentials', click)).toMatchObject({ code: 'THROTTLED' });
    expect(keysAsked(portal)).toEqual([]);
    busy.clear();
    expect(await worker.send(popup, 'popup/get-credentials', click)).toMatchObject({ ok: true });
    expect(keysAsked(portal)).toEqual(['ROTATEDTOKENEXAMPLE']);
  });

  it('attack 7: gets no request for keys if the person clicked a role of one user and the new token belongs to another user', async () => {
    const { portal, busy } = busyPortal({ [token]: 'ann', SECONDTOKENEXAMPLE: 'bob' });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    busy.add('SECONDTOKENEXAMPLE');
    await announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    busy.clear();
    const click = await worker.send(popup, 'popup/get-credentials', { session: key, ...role });
    expect(click).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(keysAsked(portal)).toEqual([]);
    await until(() => viewOf(worker).sessions[0]?.user === 'bob');
    expect(viewOf(worker).sessions).toMatchObject([{ was: null }]);
    expect(indexKeys(worker)).not.toContain(`index ${key}`);
  });

  it('attack 7: gets no request for keys if a third token comes while Keyferry asks for the second token’s user', async () => {
    let answer = (_: Response) => {};
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    const whoAmI = users({ [token]: 'ann', THIRDTOKENEXAMPLE: 'bob' })['/token/whoAmI'];
    const portal = fakePortal({
      '/token/whoAmI': (asked) => (asked.token === 'SECONDTOKENEXAMPLE' ? slow : whoAmI(asked)),
    });
    const { worker, key } = await signedIn(portal);
    await complete(worker);
    const second = announce(worker, { token: 'SECONDTOKENEXAMPLE' });
    await until(() => portal.asked.at(-1)?.token === 'SECONDTOKENEXAMPLE');
    const click = worker.send(popup, 'popup/get-credentials', { session: key, ...role });
    const third = announce(worker, { token: 'THIRDTOKENEXAMPLE' });
    answer(json({ userIdentifier: 'ann' }));
    expect(await click).toMatchObject({ code: 'SESSION_CHANGED' });
    await Promise.all([second, third]);
    expect(keysAsked(portal)).toEqual([]);
  });
});
