import { describe, expect, it } from 'vitest';
import { resumeListing } from '../../../../extension/background/listing/current.ts';
import { fakeWorker, popup, viewOf } from '../fakes.ts';
import { type Asked, accounts, fakePortal, json, refused } from '../portal-fake.ts';
import { indexOf, jobs, phase, settle, simulated, start, until } from './listing-rig.ts';

const COUNT = 60;
const rolesAsked = ({ asked }: ReturnType<typeof fakePortal>) =>
  asked.filter(({ url }) => url.pathname === '/assignment/roles').map(({ url }) => url.searchParams.get('account_id'));
const loaded = (worker: Parameters<typeof indexOf>[0]) =>
  indexOf(worker)?.accounts.filter(({ roles }) => roles !== null).length ?? 0;
const last = accounts(COUNT).at(-1)?.accountId ?? '';

/** A listing that the user stopped before it was complete. All requests that were already sent have ended. */
async function stopped() {
  const given = await start(fakePortal({}, COUNT));
  await until(() => viewOf(given.worker).listing.done > 4);
  await given.worker.send(popup, 'popup/stop-listing', { session: given.session });
  await until(() => phase(given.worker) === 'stopped');
  await settle();
  const asked = rolesAsked(given.portal).length;
  expect(asked).toBeLessThan(COUNT / 2);
  return { ...given, asked };
}

describe('a listing that the user stops', () => {
  it('sends no more requests, and still shows how much of the list is complete', async () => {
    const { worker, portal, asked } = await stopped();
    await settle();
    expect(rolesAsked(portal)).toHaveLength(asked);
    expect(viewOf(worker).listing).toEqual({ phase: 'stopped', done: asked, total: COUNT, error: null });
    expect(loaded(worker)).toBe(asked);
  });

  it('stays stopped when the popup opens again and when the worker restarts', async () => {
    const { worker, portal, asked } = await stopped();
    await worker.send(popup, 'popup/open');
    const again = worker.restart();
    await resumeListing(again.worker);
    await again.send(popup, 'popup/open');
    await until(() => phase(worker) === 'stopped');
    await settle();
    expect(rolesAsked(portal)).toHaveLength(asked);
    expect(viewOf(worker).listing).toMatchObject({ done: asked, total: COUNT });
  });

  it('still requests the roles of an account that the user opens, but not the roles of any other account', async () => {
    const { worker, portal, session, asked } = await stopped();
    await worker.send(popup, 'popup/load-roles', { session, accountIds: [last] });
    await until(() => loaded(worker) === asked + 1);
    await settle();
    expect(rolesAsked(portal)).toHaveLength(asked + 1);
    expect(rolesAsked(portal).at(-1)).toBe(last);
    expect(phase(worker)).toBe('stopped');
  });

  it('is complete once the user has opened all remaining accounts', async () => {
    const { worker, session } = await stopped();
    const accountIds = accounts(COUNT).map(({ accountId }) => accountId);
    await worker.send(popup, 'popup/load-roles', { session, accountIds });
    await until(() => phase(worker) === 'complete');
    expect(loaded(worker)).toBe(COUNT);
  });

  it('continues where it stopped when the user resumes it, and requests nothing twice', async () => {
    const { worker, portal, session } = await stopped();
    await worker.send(popup, 'popup/resume-listing', { session });
    await until(() => phase(worker) === 'complete');
    expect(new Set(rolesAsked(portal)).size).toBe(COUNT);
    expect(rolesAsked(portal)).toHaveLength(COUNT);
    expect(portal.paths().filter((path) => path === '/assignment/accounts')).toHaveLength(1);
  });

  it('continues at once if the user resumes it before the portal has answered the last requests', async () => {
    const { worker, portal, session } = await start(fakePortal({}, COUNT));
    await until(() => viewOf(worker).listing.done > 4);
    await worker.send(popup, 'popup/stop-listing', { session });
    await worker.send(popup, 'popup/resume-listing', { session });
    await until(() => phase(worker) === 'complete');
    expect(new Set(rolesAsked(portal)).size).toBe(COUNT);
  });

  it('starts from the beginning when the user clicks Refresh', async () => {
    const { worker, portal, session } = await stopped();
    await worker.send(popup, 'popup/refresh', { session });
    await until(() => phase(worker) === 'complete');
    expect(portal.paths().filter((path) => path === '/assignment/accounts')).toHaveLength(2);
  });

  it('does not continue, even if the browser ends the worker immediately after the user stopped the listing', async () => {
    const { worker, portal, session } = await start(fakePortal({}, COUNT));
    await until(() => viewOf(worker).listing.done > 4);
    await worker.send(popup, 'popup/stop-listing', { session });
    const again = worker.restart();
    const asked = rolesAsked(portal).length;
    await resumeListing(again.worker);
    await again.send(popup, 'popup/open');
    await settle();
    expect(rolesAsked(portal).length).toBe(asked);
  });

  it('requests no further page of accounts until the user resumes the listing, and then lists all accounts', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const pages = ({ url }: Asked) => {
      const at = Number(url.searchParams.get('next_token') ?? 0);
      const nextToken = at < 8 ? String(at + 4) : null;
      const page = json({ accountList: accounts(12).slice(at, at + 4), nextToken });
      return at === 0 ? page : gate.then(() => page);
    };
    const { worker, portal, session } = await start(fakePortal({ '/assignment/accounts': pages }));
    const pagesAsked = () => portal.paths().filter((path) => path === '/assignment/accounts').length;
    await until(() => indexOf(worker)?.accounts.length === 4 && pagesAsked() === 2);
    await worker.send(popup, 'popup/stop-listing', { session });
    open();
    await settle();
    expect(phase(worker)).toBe('stopped');
    expect(pagesAsked()).toBe(2);
    expect(indexOf(worker)?.accounts).toHaveLength(8);
    await worker.send(popup, 'popup/resume-listing', { session });
    await until(() => phase(worker) === 'complete');
    expect(loaded(worker)).toBe(12);
  });
});

it('attack 33: a listing that the user stopped and resumed uses the same listing API as before the stop', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const entry = ({ accountId }: { accountId: string }) => ({
    id: `ins-${accountId}`,
    searchMetadata: { AccountId: accountId },
  });
  const instances = ({ url }: Asked) => {
    const at = Number(url.searchParams.get('next_token') ?? 0);
    const page = json({
      result: accounts(8)
        .slice(at, at + 4)
        .map(entry),
      paginationToken: at < 4 ? '4' : null,
    });
    return at === 0 ? page : gate.then(() => page);
  };
  const portal = fakePortal({
    '/assignment/roles': () => refused('ForbiddenException', 403),
    '/instance/appinstances': instances,
    '/instance/appinstance/': () => json({ result: [{ name: 'FromInstance' }], paginationToken: '' }),
  });
  const { worker, session } = await start(portal);
  await until(() => portal.paths().filter((path) => path === '/instance/appinstances').length === 2);
  await worker.send(popup, 'popup/stop-listing', { session });
  open();
  await settle();
  expect(phase(worker)).toBe('stopped');
  await worker.send(popup, 'popup/resume-listing', { session });
  await until(() => phase(worker) === 'complete');
  expect(indexOf(worker)?.accounts.map(({ roles }) => roles?.join())).toEqual(Array(8).fill('FromInstance'));
});

describe('a worker that the browser stops', () => {
  const alarms = () => {
    const set: boolean[] = [];
    return { set, busy: (yes: boolean) => void set.push(yes) };
  };

  it('attack 8: continues to list the accounts after its restart, even if no popup is open', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const pages = ({ url }: Asked) => {
      const at = Number(url.searchParams.get('next_token') ?? 0);
      const page = json({ accountList: accounts(12).slice(at, at + 4), nextToken: at < 8 ? String(at + 4) : null });
      return at === 0 ? page : gate.then(() => page);
    };
    const { worker } = await start(fakePortal({ '/assignment/accounts': pages }));
    await until(() => indexOf(worker)?.accounts.length === 4 && jobs(worker).length === 1);
    const again = worker.restart();
    open();
    await resumeListing(again.worker);
    await until(() => phase(worker) === 'complete');
    expect(loaded(worker)).toBe(12);
    expect(jobs(worker)).toEqual([]);
  });

  it('gets no alarms after its restart if there is no unfinished listing', async () => {
    const { set, busy } = alarms();
    const worker = fakeWorker({ ...fakePortal(), ...simulated, busy });
    await resumeListing(worker.worker);
    expect(set).toEqual([false]);
  });

  it('still gets alarms while it lists accounts and roles', async () => {
    const { set, busy } = alarms();
    const { worker } = await start(fakePortal({}, COUNT), { busy });
    await until(() => phase(worker) === 'listing');
    set.length = 0;
    await resumeListing(worker.worker);
    expect(set).not.toContain(false);
  });
});

describe('the list of roles of a session that ended', () => {
  it('is not stored again if a new listing starts while the session ends', async () => {
    const { worker, session } = await start(fakePortal());
    await until(() => phase(worker) === 'complete');
    const { sessions, index, cancellation, indexStore } = worker.worker;
    const live = await sessions.live(session);
    await sessions.forget(() => true);
    await index.ensure(live, cancellation.signal(live.id), true);
    await indexStore.eraseAll();
    await settle();
    expect(indexOf(worker)).toBeUndefined();
    expect(jobs(worker)).toEqual([]);
  });

  it('is not stored again when the popup marks the added and removed roles as seen', async () => {
    const { worker, session } = await start(fakePortal());
    await until(() => phase(worker) === 'complete');
    const live = await worker.worker.sessions.live(session);
    await Promise.all([worker.worker.indexStore.eraseAll(), worker.worker.index.forgetChanges(live)]);
    expect(indexOf(worker)).toBeUndefined();
  });
});

describe('the roles of an account', () => {
  it('are requested next if the user opens the account, even if requests for many other accounts wait', async () => {
    const { worker, portal, session } = await start(fakePortal({}, COUNT));
    await until(() => rolesAsked(portal).length > 0);
    await worker.send(popup, 'popup/load-roles', { session, accountIds: [last] });
    const before = rolesAsked(portal).length;
    await until(() => rolesAsked(portal).includes(last));
    expect(rolesAsked(portal).indexOf(last)).toBeLessThanOrEqual(before + 1);
  });

  it('are requested although some pages of the list of accounts have not arrived', async () => {
    const pages = ({ url }: Asked) =>
      url.searchParams.has('next_token')
        ? new Promise<Response>(() => {})
        : json({ accountList: accounts(4), nextToken: 'x' });
    const { worker } = await start(fakePortal({ '/assignment/accounts': pages }));
    await until(() => loaded(worker) === 4);
  });
});
