import { describe, expect, it, vi } from 'vitest';
import { personalKey } from '#core/personal.ts';
import type { ImportPreview, View } from '#core/protocol/messages.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, options, popup, until, viewOf } from '../fakes.ts';
import { fakePortal, json, startUrl, token } from '../portal-fake.ts';

useFakeClock();

const accountId = '100000000000';
const role = { accountId, roleName: 'Admin' };

async function use(worker: FakeWorker, given: Parameters<typeof announce>[1] = {}): Promise<string> {
  await announce(worker, given);
  const session = viewOf(worker).sessions.find((each) => each.startUrl === startUrl)?.key;
  return ((await worker.send(popup, 'popup/use-portal', { session })).value as View).current ?? '';
}

/** A worker whose user has a favourite role, and a label for an account. */
async function ownData(given: Parameters<typeof announce>[1] = {}) {
  const worker = fakeWorker(fakePortal());
  const session = await use(worker, given);
  await worker.send(popup, 'popup/set-favourite', { session, ...role, favourite: true });
  const wish = { label: 'Mine', production: true, region: 'eu-central-1', names: '' };
  await worker.send(popup, 'popup/customise-account', { session, accountId, wish });
  const exported = async () => (await worker.send(options, 'options/export-personal')).value as { text: string };
  const plan = async (text: string) =>
    (await worker.send(options, 'options/plan-import', { text })).value as ImportPreview;
  const own = () => worker.local.data.get(personalKey(session));
  return { worker, session, exported, plan, own };
}

describe('the file with favourites and labels', () => {
  it('contains no user name and no token; a fingerprint identifies the user', async () => {
    const { exported } = await ownData();
    const { text } = await exported();
    expect(JSON.parse(text).portals).toEqual([
      {
        startUrl,
        user: expect.stringMatching(/^[0-9a-f]{32}$/),
        accounts: [{ accountId, label: 'Mine', production: true, region: 'eu-central-1' }],
        roles: [{ ...role, favourite: true }],
      },
    ]);
    expect(text).not.toMatch(/user-1|TOKEN|default/i);
  });

  it('restores all favourites and labels after the user forgot everything and signed in again', async () => {
    const { worker, session, exported, plan, own } = await ownData();
    const [before, { text }] = [own(), await exported()];
    await worker.send(options, 'options/forget-everything');
    expect(await plan(text)).toMatchObject({ counts: { added: 0, changed: 0, same: 0 }, skipped: [startUrl] });
    expect(await use(worker)).toBe(session);
    const preview = await plan(text);
    expect(preview).toMatchObject({ counts: { added: 4, changed: 0, same: 0 }, more: 0, skipped: [] });
    const answer = await worker.send(options, 'options/import-personal', { text, seen: preview.seen });
    expect(answer).toEqual({ ok: true, value: preview.counts });
    expect(own()).toEqual(before);
  });

  it('attack 7: changes nothing for another user of the same portal', async () => {
    const { text } = await (await ownData()).exported();
    const other = fakeWorker(
      fakePortal({ '/token/whoAmI': () => json({ userIdentifier: 'user-2', expireDate: Date.now() + 3_600_000 }) }),
    );
    const session = await use(other);
    expect(session).toContain('user-2');
    const answer = await other.send(options, 'options/plan-import', { text });
    expect(answer.value).toMatchObject({ counts: { added: 0 }, changes: [], skipped: [startUrl] });
  });

  it('changes nothing for a user of a portal that was not confirmed', async () => {
    const { text } = await (await ownData()).exported();
    const fresh = fakeWorker(fakePortal());
    await announce(fresh);
    expect((await fresh.send(options, 'options/plan-import', { text })).value).toMatchObject({ skipped: [startUrl] });
  });

  it('changes nothing for a user if the portal was confirmed only for another user', async () => {
    const users: Record<string, string> = { [token]: 'user-1', OTHERTOKENEXAMPLE: 'user-2' };
    const whoAmI = ({ token: by }: { token: string | null }) =>
      json({ userIdentifier: users[by ?? ''], expireDate: Date.now() + 3_600_000 });
    const { text } = await (await ownData()).exported();
    const worker = fakeWorker(fakePortal({ '/token/whoAmI': whoAmI }));
    await use(worker, { token: 'OTHERTOKENEXAMPLE' });
    await announce(worker, { tab: { cookieStoreId: 'firefox-container-2' } });
    await until(() => viewOf(worker).sessions.some(({ user, trusted }) => user === 'user-1' && !trusted));
    expect((await worker.send(options, 'options/plan-import', { text })).value).toMatchObject({ skipped: [startUrl] });
  });

  it('contains no data of private windows, and does not change such data', async () => {
    const { text } = await (await ownData()).exported();
    const { worker, exported, plan } = await ownData({ tab: { incognito: true } });
    expect(JSON.parse((await exported()).text).portals).toEqual([]);
    expect((await plan(text)).skipped).toEqual([startUrl]);
    expect([...worker.local.data.keys()].filter((key) => key.startsWith('personal '))).toEqual([]);
  });

  it('is not imported if favourites or labels have changed since the preview', async () => {
    const { worker, session, exported, plan, own } = await ownData();
    const { text } = await exported();
    await worker.send(popup, 'popup/set-favourite', { session, ...role, favourite: false });
    const { seen } = await plan(text);
    const wish = { label: 'Newer', production: true, region: '', names: '' };
    await worker.send(popup, 'popup/customise-account', { session, accountId, wish });
    const before = own();
    const answer = await worker.send(options, 'options/import-personal', { text, seen });
    expect(answer).toMatchObject({ ok: false, code: 'IMPORT_REFUSED' });
    expect(answer.message).toBe(
      'Nothing was imported because your own data has changed since the preview. Choose the file again.',
    );
    expect(own()).toEqual(before);
  });

  it('is imported with a single write to storage, and changes nothing if this write fails', async () => {
    const { worker, session, exported, plan, own } = await ownData();
    const { text } = await exported();
    await worker.send(popup, 'popup/set-favourite', { session, ...role, favourite: false });
    const { seen } = await plan(text);
    const before = own();
    const set = vi.spyOn(worker.local, 'set').mockRejectedValue(new Error('QUOTA_BYTES quota exceeded'));
    expect(await worker.send(options, 'options/import-personal', { text, seen })).toMatchObject({ ok: false });
    expect(set).toHaveBeenCalledTimes(1);
    expect(own()).toEqual(before);
  });

  it('is refused completely if one of its entries is not valid', async () => {
    const { worker, exported, own } = await ownData();
    const file = JSON.parse((await exported()).text);
    file.portals[0].accounts[0].label = 'Changed';
    file.portals[0].roles.push({ ...role, roleName: 'x', region: 'nowhere' });
    const before = own();
    for (const kind of ['options/plan-import', 'options/import-personal']) {
      const body = { text: JSON.stringify(file), ...(kind === 'options/import-personal' && { seen: '0'.repeat(32) }) };
      expect(await worker.send(options, kind, body)).toMatchObject({ ok: false, code: 'IMPORT_REFUSED' });
    }
    expect(own()).toEqual(before);
  });
});
