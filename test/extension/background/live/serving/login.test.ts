import { describe, expect, it } from 'vitest';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { announce, type FakeWorker, popup, portalPage, until } from '../../fakes.ts';
import { fakePortal, startUrl } from '../../portal-fake.ts';
import { other, use, users } from '../../sessions/sessions-rig.ts';
import { hostAsks, liveWorker, ticket } from '../live-rig.ts';

useFakeClock();

const login = (worker: Pick<FakeWorker, 'host'>, portal?: string, own = ticket()) =>
  hostAsks(worker, 'live-login', { ...(portal !== undefined && { portal }), ticket: own });
const signOut = (worker: FakeWorker, url = startUrl) => worker.send(portalPage(url), 'portal/signed-out');

/** A worker with a live profile of the portal `demo`. No user is signed in at this portal. */
async function signedOut(portal = fakePortal()) {
  const rig = await liveWorker(portal);
  await signOut(rig.worker);
  await until(async () => (await rig.worker.worker.sessions.all()).length === 0);
  return rig.worker;
}

describe('a login that a program requests', () => {
  it('opens no page if someone is already signed in; the program gets the time at which the session ends', async () => {
    const { worker } = await liveWorker();
    const answer = await login(worker);
    expect(answer).toMatchObject({ ok: true, label: 'demo', wasSignedIn: true });
    expect(Object.keys(answer).sort()).toEqual(['endsAt', 'id', 'label', 'ok', 'v', 'wasSignedIn']);
    expect((answer as unknown as { endsAt: number }).endsAt).toBeGreaterThan(worker.now());
    for (let at = 0; at < 5; at += 1) expect(await login(worker, startUrl)).toMatchObject({ wasSignedIn: true });
    expect([worker.opened, worker.shown]).toEqual([[], []]);
  });

  it('opens the portal’s start URL in a normal window, and waits until someone has signed in', async () => {
    const worker = await signedOut();
    const answer = login(worker, 'demo');
    await until(() => worker.opened.length > 0);
    await pass(60_000);
    expect(worker.host.replies.filter(({ ok, label }) => ok && label)).toEqual([]);
    await announce(worker);
    expect(await answer).toMatchObject({ ok: true, label: 'demo', wasSignedIn: false });
    expect(worker.opened).toEqual([{ url: startUrl, windowId: 1 }]);
    expect(worker.shown).toEqual(['window 1']);
  });

  it('brings an open tab of the portal to the front, and reloads the tab', async () => {
    const worker = await signedOut();
    worker.openTabs.push(
      { id: 3, windowId: 7, url: 'https://other.awsapps.com/start/#/', incognito: false },
      { id: 4, windowId: 8, url: `${startUrl}/#/`, incognito: true },
      { id: 5, windowId: 9, url: `${startUrl}/#/?tab=accounts`, incognito: false },
    );
    const answer = login(worker);
    await until(() => worker.shown.includes('reload 5'));
    await announce(worker);
    expect(await answer).toMatchObject({ ok: true, wasSignedIn: false });
    expect(worker.shown).toEqual(['tab 5', 'window 9', 'reload 5']);
    expect(worker.opened).toEqual([]);
  });

  it('attack 71: opens no page if the requested portal is not on the list of confirmed portals', async () => {
    const worker = await signedOut();
    // A user is signed in at the portal `other`, but has not confirmed this portal.
    await announce(worker, { url: `${other}/`, token: 'OTHERTOKENEXAMPLE' });
    const texts = [
      'https://evil.example/',
      other,
      'other',
      `${startUrl}/`,
      `${startUrl}#x`,
      'DEMO',
      ' demo',
      '__proto__',
    ];
    for (const text of [...texts, 'javascript:alert(1)', 'demo\u0000', 'constructor'])
      expect(await login(worker, text)).toMatchObject({
        code: 'PORTAL_UNKNOWN',
        message: 'Keyferry knows no such portal. Name one of demo, or confirm the other portal in the popup first.',
      });
    expect([worker.opened, worker.shown]).toEqual([[], []]);
  });

  it('attack 71: is refused if the request has an unknown field; the error names the unknown field', async () => {
    const worker = await signedOut();
    for (const field of ['url', 'profile', 'client', 'wait', 'startUrl']) {
      const answer = await hostAsks(worker, 'live-login', { ticket: ticket(), [field]: 'x' });
      expect(answer).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining(field) });
    }
    expect(worker.opened).toEqual([]);
  });

  it('is refused with an error that lists all portals if there are several portals and the request names none', async () => {
    const { worker } = await liveWorker();
    await announce(worker, { url: `${other}/`, token: 'OTHERTOKENEXAMPLE' });
    await use(worker, other);
    const sentence = 'Keyferry knows 2 such portals. Name one of demo, other.';
    expect(await login(worker)).toMatchObject({ code: 'PORTALS_MATCH', message: sentence });
    expect(await login(worker, 'other')).toMatchObject({ ok: true, label: 'other', wasSignedIn: true });
  });

  it('is refused with an error that lists the start URLs if several portals have the requested label', async () => {
    const { worker } = await liveWorker();
    await worker.worker.trust.confirm({ startUrl: `${startUrl}-eu`, isPrivate: false });
    expect(await login(worker, 'demo')).toMatchObject({
      code: 'PORTALS_MATCH',
      message: `Keyferry knows 2 such portals. Name one of ${startUrl}, ${startUrl}-eu.`,
    });
    expect(await login(worker, startUrl)).toMatchObject({ ok: true, wasSignedIn: true });
  });

  it('ends only after the person confirms the user in the popup, if a new user of the portal signs in', async () => {
    const portal = fakePortal(users({ SECONDUSEREXAMPLE: 'second' }));
    const worker = await signedOut(portal);
    const answer = login(worker);
    await until(() => worker.opened.length > 0);
    await announce(worker, { token: 'SECONDUSEREXAMPLE' });
    await pass(10_000);
    expect(worker.host.replies.some(({ label }) => label)).toBe(false);
    await use(worker);
    expect(await answer).toMatchObject({ ok: true, wasSignedIn: false });
  });

  it('does not end if the sign-in happens in a private window', async () => {
    const worker = await signedOut();
    const answer = login(worker);
    await until(() => worker.opened.length > 0);
    await announce(worker, { tab: { incognito: true } });
    await pass(10_000);
    expect(worker.host.replies.some(({ label }) => label)).toBe(false);
    await announce(worker);
    expect(await answer).toMatchObject({ ok: true });
  });

  it('ends when the program does not wait any more; then the next login can start', async () => {
    const worker = await signedOut();
    const own = ticket();
    const answer = login(worker, 'demo', own);
    await until(() => worker.opened.length > 0);
    expect(await login(worker)).toMatchObject({ code: 'TERMINAL_BUSY' });
    await hostAsks(worker, 'live-cancel', { ticket: own });
    expect(await answer).toMatchObject({ code: 'LOGIN_WAITED' });
    void login(worker);
    await until(() => worker.opened.length > 1);
  });

  it('attack 72: opens at most three pages a minute; then it opens nothing until the popup opens', async () => {
    const worker = await signedOut();
    const openAndLeave = async () => {
      const own = ticket();
      const answer = login(worker, undefined, own);
      const before = worker.opened.length;
      await until(() => worker.opened.length > before || worker.host.replies.at(-1)?.code === 'TERMINAL_SILENCED');
      await hostAsks(worker, 'live-cancel', { ticket: own });
      return (await answer).code;
    };
    for (let at = 0; at < 3; at += 1) expect(await openAndLeave()).toBe('LOGIN_WAITED');
    expect(await openAndLeave()).toBe('TERMINAL_SILENCED');
    await pass(120_000);
    expect(await openAndLeave()).toBe('TERMINAL_SILENCED');
    expect(worker.opened).toHaveLength(3);
    await worker.send(popup, 'popup/open');
    expect(await openAndLeave()).toBe('LOGIN_WAITED');
    expect(worker.opened).toHaveLength(4);
  });

  it('ends after ten minutes if nobody signs in', async () => {
    const worker = await signedOut();
    const answer = login(worker);
    await until(() => worker.opened.length > 0);
    await pass(600_000);
    expect(await answer).toMatchObject({ code: 'LOGIN_WAITED', message: expect.stringContaining('within 10 min') });
  });

  it('opens no page while everything is locked or live profiles are off', async () => {
    const worker = await signedOut();
    await worker.send(popup, 'popup/lock-live', { locked: true });
    expect(await login(worker)).toMatchObject({ code: 'LIVE_LOCKED' });
    await worker.send(popup, 'popup/lock-live', { locked: false });
    await worker.send(popup, 'popup/switch-live', { on: false });
    expect(await login(worker)).toMatchObject({ code: 'LIVE_LOCKED' });
    expect(worker.opened).toEqual([]);
  });

  it('opens no page if the user has confirmed no portal', async () => {
    const worker = await signedOut();
    await worker.worker.trust.forgetAll();
    expect(await login(worker, 'demo')).toMatchObject({ code: 'PORTAL_NONE' });
    expect(worker.opened).toEqual([]);
  });

  it('opens a normal window if the browser has only private windows', async () => {
    const worker = await signedOut();
    worker.windows.splice(0, 1, { id: 2, incognito: true, focused: true });
    void login(worker);
    await until(() => worker.opened.length > 0);
    expect(worker.opened).toEqual([{ url: startUrl, incognito: false }]);
  });
});
