import { describe, expect, it } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, options, popup, portalPage, until, viewOf } from '../fakes.ts';
import { fakePortal, json, startUrl } from '../portal-fake.ts';

useFakeClock();

const other = 'https://other.awsapps.com/start';
const shared = 'https://start.home.awsapps.cn/directory/acme';
const role = { accountId: '100000000000', roleName: 'Admin' };

const managedBy = (policy: Record<string, unknown>) => ({
  managed: { get: async () => policy },
});

async function use(worker: FakeWorker, url: string, tab = {}): Promise<string> {
  await announce(worker, { url, tab, token: `TOKENEXAMPLE${url}${JSON.stringify(tab)}`.replace(/[^\w]/g, '') });
  const session = viewOf(worker).sessions.find((each) => each.startUrl === url && !each.trusted)?.key;
  return ((await worker.send(popup, 'popup/use-portal', { session })).value as View).current ?? '';
}

const list = async (worker: FakeWorker) => (await worker.send(options, 'options/list-portals')).value;

/** Everything in the browser's storage, as one text. */
const storedText = ({ local, session }: FakeWorker) => JSON.stringify([[...local.data], [...session.data]]);

describe('the list of portals', () => {
  it('contains each confirmed portal, with the number of the portal’s users', async () => {
    const worker = fakeWorker(fakePortal());
    expect(await list(worker)).toEqual([]);
    await use(worker, startUrl);
    expect(await list(worker)).toEqual([{ startUrl, label: 'demo', users: 1, unknownUser: false, managed: false }]);
  });

  it('shows that a portal did not say who is signed in', async () => {
    const worker = fakeWorker(fakePortal({ '/token/whoAmI': () => json({}, 404) }));
    await use(worker, startUrl);
    expect(await list(worker)).toMatchObject([{ users: 0, unknownUser: true }]);
  });

  it('contains the portals that an administrator lists, except portals on hosts that several portals share', async () => {
    const worker = fakeWorker({ ...fakePortal(), ...managedBy({ trustedPortals: [other, shared] }) });
    expect(await list(worker)).toEqual([
      { startUrl: other, label: 'other', users: 0, unknownUser: false, managed: true },
    ]);
  });

  it('does not contain a portal that the user confirmed only in a private window', async () => {
    const worker = fakeWorker(fakePortal());
    await use(worker, startUrl, { incognito: true });
    expect(await list(worker)).toEqual([]);
  });
});

describe('a forgotten portal', () => {
  async function withTwoPortals() {
    const worker = fakeWorker(fakePortal());
    const keep = await use(worker, other);
    const session = await use(worker, startUrl);
    for (const each of [keep, session])
      await worker.send(popup, 'popup/set-favourite', { session: each, ...role, favourite: true });
    await until(() => [...worker.local.data.keys()].filter((key) => key.startsWith('index ')).length === 2);
    return { worker, keep, session };
  }

  it('leaves nothing in storage: no confirmation, session, list or favourite', async () => {
    const { worker, session } = await withTwoPortals();
    expect(storedText(worker)).toContain(startUrl);
    expect(await worker.send(options, 'options/forget-portal', { startUrl })).toEqual({ ok: true, value: null });
    // The entry `current` still contains the start URL. This entry is only in memory, and contains nothing else.
    worker.session.data.delete('current');
    expect(storedText(worker)).not.toContain(startUrl);
    expect(await worker.send(popup, 'popup/get-credentials', { session, ...role })).toMatchObject({ ok: false });
  });

  it('leaves the data of other portals unchanged', async () => {
    const { worker, keep } = await withTwoPortals();
    const before = [...worker.local.data].filter(([key]) => key.includes(other));
    expect(before.length).toBeGreaterThan(1);
    await worker.send(options, 'options/forget-portal', { startUrl });
    expect([...worker.local.data].filter(([key]) => key.includes(other))).toEqual(before);
    expect(await list(worker)).toMatchObject([{ startUrl: other, users: 1 }]);
    expect(viewOf(worker).current).toBe(keep);
  });

  it('leaves nothing in storage about its private windows, its containers and its earlier users', async () => {
    const { worker } = await withTwoPortals();
    await worker.send(portalPage(startUrl), 'portal/signed-out');
    await announce(worker, { url: startUrl, token: 'PRIVATETOKENEXAMPLE', tab: { incognito: true } });
    await worker.send(portalPage(startUrl, { cookieStoreId: 'firefox-container-2' }), 'portal/unreadable', {
      region: null,
    });
    await worker.send(portalPage(startUrl, { cookieStoreId: 'firefox-container-3' }), 'portal/two-cookies');
    const session = viewOf(worker).sessions.find((each) => each.startUrl === startUrl)?.key;
    const wish = { session, accountId: role.accountId, wish: { label: 'X', production: true, region: '', names: '' } };
    expect(await worker.send(popup, 'popup/customise-account', wish)).toMatchObject({ ok: true });
    await worker.send(options, 'options/forget-portal', { startUrl });
    worker.session.data.delete('current');
    expect(storedText(worker)).not.toContain(startUrl);
  });

  it('must be confirmed by the user again before Keyferry trusts it', async () => {
    const { worker } = await withTwoPortals();
    await worker.send(options, 'options/forget-portal', { startUrl });
    await announce(worker);
    expect(viewOf(worker).sessions.find((each) => each.startUrl === startUrl)).toMatchObject({
      trusted: false,
      confirmedBefore: false,
    });
  });

  it('loses its live profiles, but other portals keep their live profiles', async () => {
    const { worker } = await withTwoPortals();
    const access = { grant: 'ask', isPaused: false, notForAgents: false };
    const profile = { user: '0'.repeat(32), ...role, ...access };
    const [gone, kept] = [
      { ...profile, name: 'gone', portal: startUrl },
      { ...profile, name: 'kept', portal: other },
    ];
    await worker.local.set({ live: [gone, kept] });
    const restarted = worker.restart();
    await restarted.send(options, 'options/forget-portal', { startUrl });
    expect(worker.local.data.get('live')).toEqual([kept]);
  });

  it('makes the worker ask the host to erase its list of the portal’s roles, if the host has such a list', async () => {
    const { worker } = await withTwoPortals();
    const forms = { [startUrl]: { form: 'session', template: '{role}', left: [] } };
    await worker.local.set({ cliWhole: forms });
    const restarted = worker.restart();
    const asked = () => worker.host.frames.filter(({ kind }) => kind === 'forget-lists');
    await restarted.send(options, 'options/forget-portal', { startUrl: other });
    expect(asked()).toEqual([]);
    await restarted.send(options, 'options/forget-portal', { startUrl });
    expect(asked()).toMatchObject([{ portal: startUrl }]);
  });
});
