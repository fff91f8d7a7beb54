import { describe, expect, it } from 'vitest';
import { resumeListing } from '../../../../extension/background/listing/current.ts';
import { announce, fakeWorker, popup, viewOf } from '../fakes.ts';
import { type Asked, accounts, fakePortal, json, type Reply, refused, startUrl } from '../portal-fake.ts';
import { indexOf, jobs, phase, simulated, start, until } from './listing-rig.ts';

const paged = (list: unknown[], size: number, nextOf: (at: number) => unknown, name: string, nextName: string) => {
  return ({ url }: Asked): Reply => {
    const at = Number(url.searchParams.get('next_token') ?? 0);
    const end = at + size;
    return json({ [name]: list.slice(at, end), [nextName]: end < list.length ? nextOf(end) : null });
  };
};
const pages = (count: number, size: number) => paged(accounts(count), size, String, 'accountList', 'nextToken');

const refuse = (status: number) => () =>
  refused({ 401: 'UnauthorizedException', 403: 'ForbiddenException' }[status] ?? 'ResourceNotFoundException', status);

/** Answers of the older listing API (`/instance/*`) for the accounts of the fake portal. */
const older = (count: number) => ({
  '/instance/appinstances': paged(
    accounts(count).map(({ accountId, accountName, emailAddress }) => ({
      id: `ins-${accountId}`,
      searchMetadata: { AccountId: accountId, AccountName: accountName, AccountEmail: emailAddress },
    })),
    98,
    String,
    'result',
    'paginationToken',
  ),
  '/instance/appinstance/': () => json({ result: [{ name: 'FromInstance' }], paginationToken: '' }),
});

describe('the list of accounts and roles', () => {
  it('is read page by page, with every role', async () => {
    const { worker, portal } = await start(fakePortal({ '/assignment/accounts': pages(25, 10) }));
    await until(() => phase(worker) === 'complete');
    const index = indexOf(worker);
    expect(index?.accounts).toHaveLength(25);
    expect(index?.accounts.every(({ roles }) => roles?.join() === 'Admin,ReadOnly')).toBe(true);
    expect(index?.listedAt).toBeGreaterThan(0);
    expect(viewOf(worker).listing).toMatchObject({ done: 25, total: 25, error: null });
    expect(portal.paths().filter((path) => path === '/assignment/accounts')).toHaveLength(3);
    expect(jobs(worker)).toEqual([]);
  });

  it('shows the accounts before their roles have arrived', async () => {
    const { worker } = await start(fakePortal({ '/assignment/roles': () => new Promise<Response>(() => {}) }));
    const index = await until(() => indexOf(worker));
    expect(index).toMatchObject({ listedAt: 0 });
    expect(index.accounts.map(({ roles }) => roles)).toEqual([null, null, null]);
    expect(viewOf(worker).listing).toMatchObject({ phase: 'listing', done: 0, total: 3 });
  });

  it('gets the roles of the account that the user opens before all other roles', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { worker, portal, session } = await start(
      fakePortal({ '/assignment/roles': () => gate.then(() => undefined) as never }, 60),
    );
    await until(() => portal.paths().includes('/assignment/roles'));
    const last = accounts(60).at(-1)?.accountId;
    await worker.send(popup, 'popup/load-roles', { session, accountIds: [last] });
    const asked = portal.asked.length;
    open();
    await until(() => phase(worker) === 'complete');
    const order = portal.asked.slice(asked).map(({ url }) => url.searchParams.get('account_id'));
    expect(order.indexOf(last ?? '')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf(last ?? '')).toBeLessThan(25);
  });

  it('is not requested again after a restart of the worker, until the user clicks Refresh', async () => {
    const { worker, portal, session } = await start(fakePortal());
    await until(() => phase(worker) === 'complete');
    const before = portal.asked.length;
    const again = worker.restart();
    await again.send(popup, 'popup/open');
    await until(() => phase(worker) === 'complete');
    expect(portal.asked).toHaveLength(before);
    await again.send(popup, 'popup/refresh', { session });
    await until(() => portal.asked.length === before + 4);
  });

  it('keeps the old roles of each account until the new roles arrive, and removes accounts that are gone', async () => {
    let second = false;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { worker, session } = await start(
      fakePortal({
        '/assignment/accounts': () => json({ accountList: second ? accounts(2) : accounts(3) }),
        '/assignment/roles': () => (second ? gate.then(() => json({ roleList: [{ roleName: 'New' }] })) : undefined),
      }),
    );
    await until(() => phase(worker) === 'complete');
    second = true;
    await worker.send(popup, 'popup/refresh', { session });
    await until(() => indexOf(worker)?.accounts.length === 2);
    expect(indexOf(worker)?.accounts[0]?.roles).toEqual(['Admin', 'ReadOnly']);
    open();
    // The view may still have the state 'complete' from the first listing, so the test waits for the index.
    await until(() => indexOf(worker)?.accounts.every(({ roles }) => roles?.includes('New')));
    expect(indexOf(worker)?.accounts.map(({ roles }) => roles)).toEqual([['New'], ['New']]);
  });

  it('attack 8: is completed by a new worker, which requests only the missing accounts and roles', async () => {
    const { worker, portal } = await start(fakePortal({}, 30));
    await until(() => (indexOf(worker)?.accounts.filter(({ roles }) => roles).length ?? 0) >= 12);
    const before = portal.asked.length;
    await resumeListing(worker.restart().worker);
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.accounts).toHaveLength(30);
    expect(indexOf(worker)?.accounts.every(({ roles }) => roles !== null)).toBe(true);
    const again = portal.paths().slice(before);
    expect(again).not.toContain('/assignment/accounts');
    expect(again.filter((path) => path === '/assignment/roles').length).toBeLessThanOrEqual(18);
  });

  it.each([401, 403, 404])(
    'attack 33: comes from the older API /instance/* when /assignment/* answers %i',
    async (status) => {
      const { worker } = await start(fakePortal({ '/assignment': refuse(status), ...older(120) }, 120));
      await until(() => phase(worker) === 'complete');
      expect(indexOf(worker)?.accounts).toHaveLength(120);
      expect(indexOf(worker)?.accounts.every(({ roles }) => roles?.join() === 'FromInstance')).toBe(true);
      expect(viewOf(worker).sessions).toMatchObject([{ expired: false }]);
    },
  );

  it.each([401, 403])(
    'attack 33: comes from the older API /instance/* also when only /assignment/roles answers %i',
    async (status) => {
      const { worker } = await start(fakePortal({ '/assignment/roles': refuse(status), ...older(3) }));
      await until(() => phase(worker) === 'complete');
      expect(indexOf(worker)?.accounts.map(({ roles }) => roles)).toEqual(Array(3).fill(['FromInstance']));
    },
  );

  it('attack 33: is complete, and no further page is requested, if the portal sends the same next-page token twice', async () => {
    const { worker, portal } = await start(
      fakePortal({ '/assignment/accounts': () => json({ accountList: accounts(2), nextToken: 'same' }) }),
    );
    await until(() => phase(worker) === 'complete');
    expect(portal.paths().filter((path) => path === '/assignment/accounts')).toHaveLength(2);
    expect(indexOf(worker)?.accounts).toHaveLength(2);
  });

  it('attack 37: has no roles for an account that the portal refuses; the other accounts have their roles', async () => {
    const gone = accounts(3)[1]?.accountId;
    const { worker } = await start(
      fakePortal({
        '/assignment/roles': ({ url }) =>
          url.searchParams.get('account_id') === gone ? refused('ForbiddenException', 403) : undefined,
      }),
    );
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.accounts.map(({ roles }) => roles?.length)).toEqual([2, 0, 2]);
  });

  it('attack 36: is complete and empty if the portal has no accounts', async () => {
    const { worker } = await start(fakePortal({}, 0));
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.accounts).toEqual([]);
  });

  it('attack 31: cannot be read if both listing APIs answer 401, and then the session ends', async () => {
    const { worker } = await start(
      fakePortal({ '/assignment': refuse(401), '/instance': refuse(401), '/token': later401() }),
    );
    await until(() => viewOf(worker).sessions[0]?.expired);
  });

  it('attack 35: becomes complete although the portal throttles some requests', async () => {
    let turn = 0;
    const { worker } = await start(
      fakePortal({ '/assignment': () => (turn++ % 3 === 0 ? refused('TooManyRequestsException', 429) : undefined) }, 8),
    );
    await until(() => phase(worker) === 'complete');
    expect(turn).toBeGreaterThan(8);
    expect(indexOf(worker)?.accounts.map(({ roles }) => roles?.length)).toEqual(Array(8).fill(2));
  });

  it('attack 7: is not delayed when another portal sends Retry-After', async () => {
    const other = 'OTHERTOKENEXAMPLE';
    const slow = (asked: Asked) =>
      asked.token === other ? undefined : refused('TooManyRequestsException', 429, { 'retry-after': '120' });
    const began = simulated.now();
    const { worker, portal } = await start(fakePortal({ '/assignment': (asked) => slow(asked) }, 30));
    await until(() => portal.paths().includes('/assignment/accounts'));
    await announce(worker, { url: 'https://other.awsapps.com/start', token: other });
    const session = viewOf(worker).sessions.find(({ label }) => label === 'other')?.key;
    await worker.send(popup, 'popup/use-portal', { session });
    await until(() => phase(worker) === 'complete');
    expect(indexOf(worker)?.accounts).toHaveLength(30);
    expect(simulated.now() - began).toBeLessThan(60_000);
  });

  it('attack 35: shows the error OFFLINE without a network, and is completed when the popup opens with a network', async () => {
    let away = true;
    const { worker } = await start(
      fakePortal({ '/assignment': () => (away ? Promise.reject(new TypeError('network')) : undefined) }),
    );
    await until(() => phase(worker) === 'failed');
    expect(viewOf(worker).listing.error).toMatchObject({ code: 'OFFLINE' });
    away = false;
    await worker.send(popup, 'popup/open');
    await until(() => phase(worker) === 'complete');
  });

  it('contains only names and ids, and no token', async () => {
    const { worker } = await start(fakePortal());
    await until(() => phase(worker) === 'complete');
    expect(JSON.stringify(indexOf(worker))).not.toMatch(/CANARY|token/i);
  });
});

/** Answers only the first request that asks for the token's user. Every later request gets 401. */
function later401() {
  let asked = 0;
  return () => (asked++ === 0 ? undefined : refused('UnauthorizedException', 401));
}

describe('the listing API that worked last', () => {
  const again = async (portal: ReturnType<typeof fakePortal>, ways: object) => {
    const worker = fakeWorker({ ...portal, ...simulated });
    worker.local.data.set('ways', { [startUrl]: ways });
    await announce(worker);
    await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
    await until(() => phase(worker) === 'complete');
    return worker;
  };

  it('attack 33: is tried first by the next listing', async () => {
    const portal = fakePortal({ '/assignment': refuse(403), ...older(3) });
    const { worker } = await start(portal);
    await until(() => phase(worker) === 'complete');
    expect(worker.local.data.get('ways')).toMatchObject({ [startUrl]: { listing: 'instance' } });
    expect(viewOf(worker).sessions).toMatchObject([{ listedBy: 'instance' }]);
    const before = portal.paths().length;
    await worker.send(popup, 'popup/refresh', { session: viewOf(worker).current });
    await until(() => portal.paths().slice(before).length > 0 && phase(worker) === 'complete');
    expect(portal.paths().slice(before)).toContain('/instance/appinstances');
    expect(
      portal
        .paths()
        .slice(before)
        .filter((path) => path.startsWith('/assignment')),
    ).toEqual([]);
  });

  it.each([401, 403, 404])(
    'attack 33: is replaced by the second listing API if it fails with the status %i',
    async (status) => {
      const worker = await again(fakePortal({ '/instance': refuse(status) }), { listing: 'instance' });
      expect(indexOf(worker)?.accounts[0]?.roles).toEqual(['Admin', 'ReadOnly']);
      expect(worker.local.data.get('ways')).toMatchObject({ [startUrl]: { listing: 'assignment' } });
    },
  );

  it('attack 33: is replaced by the second listing API if it lists accounts but no roles', async () => {
    const portal = fakePortal({ ...older(3), '/instance/appinstance/': refuse(403) });
    const worker = await again(portal, { listing: 'instance' });
    expect(indexOf(worker)?.accounts.map(({ roles }) => roles?.join())).toEqual(Array(3).fill('Admin,ReadOnly'));
  });
});
