import { describe, expect, it } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { createPortalTabs } from '../../../extension/background/browser/portal-tabs.ts';
import { toolbarOf } from '../../../extension/background/browser/toolbar-icon.ts';
import { createPresence } from '../../../extension/background/listing/popup-presence.ts';
import { keepToTrustedContexts } from '../../../extension/background/storage/areas.ts';
import { pass, useFakeClock } from './fake-clock.ts';
import { announce, fakeWorker, popup, portalPage, until, viewOf } from './fakes.ts';
import { fakePortal, startUrl, token } from './portal-fake.ts';

useFakeClock();

describe('the view (what the worker publishes for the popup)', () => {
  it('is sent to the popup when the popup opens, and is also stored for the next time that the popup opens', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker);
    const answer = await worker.send(popup, 'popup/open');
    expect(answer).toMatchObject({ ok: true, value: { current: null, staleTab: false, withheld: [] } });
    await until(() => viewOf(worker).host.state === 'ready');
    expect(JSON.stringify(viewOf(worker))).not.toContain(token);
  });

  it('is published even if the host has not answered', async () => {
    const worker = fakeWorker(fakePortal());
    worker.host.answer = () => null;
    expect(await worker.send(popup, 'popup/open')).toMatchObject({ value: { host: { state: 'connecting' } } });
  });

  it('shows the host as ready when the popup opens again after a missing host was installed', async () => {
    const worker = fakeWorker(fakePortal());
    const { answer } = worker.host;
    worker.host.answer = () => null;
    await worker.send(popup, 'popup/open');
    worker.host.drop('Specified native messaging host not found.');
    await until(() => viewOf(worker).host.state === 'failed');
    worker.host.answer = answer;
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).host.state === 'ready');
  });

  it.each(['ready', 'failed'])(
    'still shows the host as %s while the worker connects to the host again',
    async (state) => {
      const worker = fakeWorker(fakePortal());
      const { answer } = worker.host;
      worker.host.answer = (frame) => (state === 'ready' ? answer(frame) : null);
      await worker.send(popup, 'popup/open');
      if (state === 'failed') worker.host.drop('Specified native messaging host not found.');
      await until(() => viewOf(worker).host.state === state);
      const before = viewOf(worker).host;
      worker.host.answer = () => null;
      const next = worker.restart();
      expect(await next.send(popup, 'popup/open')).toMatchObject({ value: { host: before } });
      expect(next.worker.host.view()).toEqual({ state: 'connecting' });
    },
  );

  it('lists access that the browser withholds: match patterns of portal pages, and the origin of the portal’s API', async () => {
    const worker = fakeWorker(fakePortal());
    worker.withheld.add('https://*.awsapps.com/start*');
    expect(await worker.send(popup, 'popup/open')).toMatchObject({
      value: { withheld: ['https://*.awsapps.com/start*'] },
    });
    worker.withheld.clear();
    worker.withheld.add('https://portal.sso.eu-west-1.amazonaws.com/*');
    await announce(worker);
    const session = viewOf(worker).sessions[0]?.key;
    expect(await worker.send(popup, 'popup/use-portal', { session })).toMatchObject({
      value: { withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] },
    });
  });

  it('lists all portal pages that the browser blocks; when a portal is trusted, the view lists only this portal’s blocked pages', async () => {
    const worker = fakeWorker(fakePortal());
    const regional = ['https://*.portal.eu-west-1.app.aws/', 'https://*.portal.eu-west-1.app.aws/?*'];
    for (const pattern of regional) worker.withheld.add(pattern);
    expect(await worker.send(popup, 'popup/open')).toMatchObject({ value: { withheld: regional } });
    await announce(worker);
    const session = viewOf(worker).sessions[0]?.key;
    expect(await worker.send(popup, 'popup/use-portal', { session })).toMatchObject({ value: { withheld: [] } });
    await worker.send(portalPage(), 'portal/signed-out');
    expect(await worker.send(popup, 'popup/open')).toMatchObject({ value: { sessions: [], withheld: [] } });
    worker.withheld.add('https://*.awsapps.com/start*');
    expect(await worker.send(popup, 'popup/open')).toMatchObject({
      value: { withheld: ['https://*.awsapps.com/start*'] },
    });
  });

  it('reports a portal page that was opened before the extension was installed; a click in the popup reloads the page', async () => {
    const reloaded: number[] = [];
    const tabs = {
      query: async () => [
        { id: 1, status: 'complete' },
        { id: 2, status: 'complete' },
        { id: 3, status: 'loading' },
        { id: 4, status: 'complete', discarded: true },
      ],
      sendMessage: async (id: number) => {
        if (id === 1) throw new Error('Could not establish connection. Receiving end does not exist.');
        return id === 2 ? { here: true } : undefined;
      },
      reload: async (id: number) => void reloaded.push(id),
      create: async () => undefined,
      update: async () => undefined,
    };
    const worker = fakeWorker({ ...fakePortal(), tabs });
    expect(await worker.send(popup, 'popup/open')).toMatchObject({ value: { staleTab: true } });
    expect(await worker.send(popup, 'popup/reload-portal-tab')).toMatchObject({ ok: true });
    expect(reloaded).toEqual([1]);
    expect(viewOf(worker).staleTab).toBe(false);
  });

  it('reports at first that a busy portal page must be reloaded, but no longer after the page has answered', async () => {
    const late = (ms: number) => new Promise((resolve) => setTimeout(() => resolve({ here: true }), ms));
    const tabs = {
      query: async () => [{ id: 1, status: 'complete' }],
      sendMessage: () => late(2000),
      reload: async () => undefined,
      create: async () => undefined,
      update: async () => undefined,
    };
    const worker = fakeWorker({ ...fakePortal(), tabs });
    const answer = worker.send(popup, 'popup/open');
    await pass(500);
    expect(await answer).toMatchObject({ value: { staleTab: true } });
    await pass(3000);
    expect(viewOf(worker).staleTab).toBe(false);
  });

  it('attack 36: does not report the page of Builder ID, because the content script never runs there', async () => {
    const tabs = {
      query: async () => [{ id: 1, status: 'complete', url: 'https://view.awsapps.com/start/#/' }],
      sendMessage: () => Promise.reject(new Error('Receiving end does not exist.')),
      reload: async () => {},
    };
    const later = (task: () => void) => setTimeout(task, 1);
    expect(await createPortalTabs({ tabs, later }).anyStale()).toBe(false);
  });

  it('reports a portal page without a running content script, because this page never answers', async () => {
    const silent = {
      query: async () => [{ id: 1, status: 'complete' }],
      sendMessage: () => new Promise(() => {}),
      reload: async () => {},
    };
    const later = (task: () => void) => setTimeout(task, 1);
    const answer = createPortalTabs({ tabs: silent, later }).anyStale();
    await pass(1);
    expect(await answer).toBe(true);
  });
});

describe('the toolbar icon', () => {
  it('shows whether a session exists, and the label of the session’s portal', async () => {
    const worker = fakeWorker(fakePortal());
    await worker.send(popup, 'popup/open');
    expect(worker.icon.at(-1)).toBe('Keyferry: no portal session');
    await announce(worker);
    expect(worker.icon.slice(-2)).toEqual([
      expect.stringContaining('/extension/icons/active-16.png'),
      'Keyferry: new portal demo',
    ]);
    await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
    expect(worker.icon.at(-1)).toBe('Keyferry: signed in to demo');
    const drawn = worker.icon.length;
    await worker.restart().worker.view.refresh();
    expect(worker.icon.slice(drawn)).toEqual([expect.stringContaining('active'), 'Keyferry: signed in to demo']);
  });

  it('does not look active if the session has expired', () => {
    expect(toolbarOf({ sessions: [], current: null }).state).toBe('idle');
    const expired = [{ expired: true, key: 'k', label: 'demo', trusted: true }] as unknown as View['sessions'];
    expect(toolbarOf({ sessions: expired, current: 'k' }).state).toBe('idle');
  });
});

it('when the last private window closes, the sessions of private windows end', async () => {
  const worker = fakeWorker(fakePortal());
  await announce(worker);
  await announce(worker, { tab: { incognito: true }, token: 'PRIVATETOKENEXAMPLE' });
  await worker.worker.sessions.all().then((all) => expect(all).toHaveLength(2));
  await worker.worker.signOut.endPrivate();
  expect(viewOf(worker).sessions).toHaveLength(1);
  expect(JSON.stringify([...worker.session.data])).not.toContain('PRIVATETOKENEXAMPLE');
});

it('when the last private window closes, Keyferry erases all data of private windows and no other data', async () => {
  const worker = fakeWorker(fakePortal());
  const use = () => worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
  const inPrivate = { tab: { incognito: true }, token: 'PRIVATETOKENEXAMPLE' };
  await announce(worker, inPrivate);
  await use();
  await until(() => viewOf(worker).listing.phase === 'complete');
  await worker.send(portalPage(startUrl, { incognito: true }), 'portal/signed-out');
  const elsewhere = 'https://other.awsapps.com/start';
  await worker.send(portalPage(elsewhere, { incognito: true }), 'portal/unreadable', { region: null });
  await worker.send(portalPage('https://usual.awsapps.com/start'), 'portal/unreadable', { region: null });
  expect(viewOf(worker).locked).toHaveLength(2);
  await worker.worker.signOut.endPrivate();
  expect(viewOf(worker).locked).toMatchObject([{ label: 'usual' }]);
  expect(['trusted', 'ways'].filter((key) => worker.session.data.has(key))).toEqual([]);
  await announce(worker, inPrivate);
  expect(viewOf(worker).sessions).toMatchObject([{ trusted: false }]);
});

it('the popup counts as open while its port is open, and for a short time after a message', async () => {
  const told: boolean[] = [];
  const tasks: (() => void)[] = [];
  const presence = createPresence(
    (task) => tasks.push(task),
    (present) => told.push(present),
  );
  presence.message();
  presence.portOpened();
  tasks.pop()?.();
  expect(told).toEqual([true]);
  presence.portClosed();
  expect(told).toEqual([true, false]);
});

it('content scripts cannot access the extension’s storage, if the browser supports this', () => {
  const levels: unknown[] = [];
  const closable = { setAccessLevel: (level: unknown) => levels.push(level) };
  const refusing = {
    setAccessLevel: () => {
      throw new Error('not supported');
    },
  };
  const rejecting = { setAccessLevel: () => Promise.reject(new Error('not supported')) };
  keepToTrustedContexts([closable, {}, undefined, refusing, rejecting, closable]);
  expect(levels).toEqual(Array(2).fill({ accessLevel: 'TRUSTED_CONTEXTS' }));
});
