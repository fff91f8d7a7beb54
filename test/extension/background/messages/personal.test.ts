import { describe, expect, it } from 'vitest';
import { type Personal, personalKey } from '#core/personal.ts';
import type { View } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import type { BrowserSender } from '../../../../extension/background/sessions/sender.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, options, popup, portalPage, until, viewOf } from '../fakes.ts';
import { fakePortal, json, secret, startUrl, token } from '../portal-fake.ts';

useFakeClock();

const role = { accountId: '100000000000', roleName: 'Admin' };
const key = '100000000000/Admin';
const wish = { label: 'Mine', production: true, region: 'eu-central-1', names: '' };
const personalKeys = (data: Map<string, unknown>) => [...data.keys()].filter((each) => each.startsWith('personal '));

/** Announces a session, and confirms the portal. @returns the session's key. */
async function use(worker: FakeWorker, given: Parameters<typeof announce>[1] = {}): Promise<string> {
  await announce(worker, given);
  const at = viewOf(worker).sessions.find((each) => each.startUrl === (given.url ?? startUrl) && each.key);
  const answer = await worker.send(popup, 'popup/use-portal', { session: at?.key });
  return (answer.value as View).current ?? '';
}

async function signedIn(tab: Partial<BrowserSender['tab']> = {}) {
  const worker = fakeWorker(fakePortal());
  const session = await use(worker, { tab });
  const star = (favourite = true) => worker.send(popup, 'popup/set-favourite', { session, ...role, favourite });
  const own = () =>
    (worker.local.data.get(personalKey(session)) ?? worker.session.data.get(personalKey(session))) as Personal;
  return { worker, session, star, own };
}

describe('the user’s favourites and labels', () => {
  it('are stored on disk for each session, and are still there after a restart of the worker and after a sign-out', async () => {
    const { worker, session, star, own } = await signedIn();
    expect(await star()).toEqual({ ok: true, value: null });
    await worker.send(popup, 'popup/customise-account', { session, accountId: role.accountId, wish });
    expect(personalKeys(worker.local.data)).toEqual([personalKey(session)]);
    await worker.send(portalPage(), 'portal/signed-out');
    expect(own()).toEqual({
      accounts: { [role.accountId]: { label: 'Mine', production: true, region: 'eu-central-1' } },
      roles: { [key]: { favourite: true } },
    });
    expect([...worker.local.data.keys()].some((each) => each.startsWith('index '))).toBe(false);
  });

  it('are erased by “Forget everything”', async () => {
    const { worker, star } = await signedIn();
    await star();
    await worker.send(options, 'options/forget-everything');
    expect(personalKeys(worker.local.data)).toEqual([]);
    expect(personalKeys(worker.session.data)).toEqual([]);
  });

  it('are never stored on disk if they come from a private window, and are erased when the private window closes', async () => {
    const { worker, session, star } = await signedIn({ incognito: true });
    await star();
    await worker.send(popup, 'popup/get-credentials', { session, ...role });
    await until(() => personalKeys(worker.session.data).length);
    expect(personalKeys(worker.local.data)).toEqual([]);
    await worker.worker.signOut.endPrivate();
    expect(personalKeys(worker.session.data)).toEqual([]);
  });

  it('are never stored on disk while the portal has not named the user', async () => {
    const worker = fakeWorker(fakePortal({ '/token/whoAmI': () => json({}, 404) }));
    const session = await use(worker);
    await worker.send(popup, 'popup/set-favourite', { session, ...role, favourite: true });
    expect(personalKeys(worker.local.data)).toEqual([]);
    expect(personalKeys(worker.session.data)).toEqual([personalKey(session)]);
    await worker.send(portalPage(), 'portal/signed-out');
    expect(personalKeys(worker.session.data)).toEqual([]);
  });

  it('attack 7: are never shared between two users of one portal, or between two portals of one user', async () => {
    const users: Record<string, string> = {
      [token]: 'user-1',
      OTHERTOKENEXAMPLE: 'user-2',
      THIRDTOKENEXAMPLE: 'user-1',
    };
    const whoAmI = ({ token: by }: { token: string | null }) =>
      json({ userIdentifier: users[by ?? ''], expireDate: Date.now() + 3_600_000 });
    const worker = fakeWorker(fakePortal({ '/token/whoAmI': whoAmI }));
    const one = await use(worker);
    await worker.send(popup, 'popup/set-favourite', { session: one, ...role, favourite: true });
    const container = { cookieStoreId: 'firefox-container-2' };
    await announce(worker, { token: 'OTHERTOKENEXAMPLE', tab: container });
    await announce(worker, { token: 'THIRDTOKENEXAMPLE', url: 'https://other.awsapps.com/start' });
    const others = viewOf(worker).sessions.filter((each) => each.key !== one);
    expect(others).toHaveLength(2);
    for (const other of others) {
      await worker.send(popup, 'popup/use-portal', { session: other.key });
      const session = viewOf(worker).current ?? '';
      expect(worker.local.data.get(personalKey(session))).toBeUndefined();
      await worker.send(popup, 'popup/customise-role', {
        session,
        ...role,
        wish: { region: 'eu-west-2', console: '' },
      });
    }
    expect(worker.local.data.get(personalKey(one))).toEqual({ accounts: {}, roles: { [key]: { favourite: true } } });
    expect(personalKeys(worker.local.data)).toHaveLength(3);
  });

  it('attack 45: cannot be changed for a portal that is not trusted', async () => {
    const worker = fakeWorker(fakePortal());
    await announce(worker);
    await worker.send(popup, 'popup/open');
    const session = viewOf(worker).sessions[0]?.key;
    const answer = await worker.send(popup, 'popup/set-favourite', { session, ...role, favourite: true });
    expect(answer).toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    expect(personalKeys(worker.local.data)).toEqual([]);
  });

  it('attack 1: cannot be changed by a portal page', async () => {
    const { worker, session, own } = await signedIn();
    for (const sender of [portalPage(), options]) {
      expect(await worker.send(sender, 'popup/set-favourite', { session, ...role, favourite: true })).toBeUndefined();
      expect(
        await worker.send(sender, 'popup/customise-account', { session, accountId: role.accountId, wish }),
      ).toBeUndefined();
    }
    expect(own()).toBeUndefined();
  });
});

describe('writing a profile', () => {
  const frame = ({ host }: FakeWorker) => host.frames.find(({ kind }) => kind === 'write-profiles');
  const region = (worker: FakeWorker) => (frame(worker) as { profiles: { region?: string }[] }).profiles[0]?.region;
  const write = ({ worker, session }: { worker: FakeWorker; session: string }) =>
    worker.send(popup, 'popup/write-profile', { session, ...role, name: 'mine', replace: false });

  it('uses the region that the user chose for the role, or else for the account, or else in the settings', async () => {
    const settings = { ...defaultSettings, defaultRegion: 'eu-west-1' };
    for (const [expected, ofAccount, ofRole] of [
      ['eu-west-1', '', ''],
      ['eu-central-1', 'eu-central-1', ''],
      ['us-east-1', 'eu-central-1', 'us-east-1'],
    ] as const) {
      const given = await signedIn();
      const { worker, session } = given;
      await worker.send(options, 'options/set-settings', { settings });
      const account = { session, accountId: role.accountId, wish: { ...wish, region: ofAccount } };
      await worker.send(popup, 'popup/customise-account', account);
      await worker.send(popup, 'popup/customise-role', { session, ...role, wish: { region: ofRole, console: '' } });
      expect(await write(given)).toMatchObject({ ok: true });
      expect(region(worker)).toBe(expected);
    }
  });

  it('uses no region from the popup’s message, and ignores an invalid region in storage', async () => {
    const given = await signedIn();
    const { worker, session } = given;
    const forged = { session, ...role, name: 'mine', replace: false, region: 'us-east-2' };
    expect(await worker.send(popup, 'popup/write-profile', forged)).toBeUndefined();
    const broken = { accounts: {}, roles: { [key]: { region: 'x\n[default]' } } };
    await worker.local.set({ [personalKey(session)]: broken });
    await write(given);
    expect(region(worker)).toBeUndefined();
  });

  it('stores the name and the kind of the profile and the time of its use, but no secrets', async () => {
    const given = await signedIn();
    await write(given);
    await until(() => given.own());
    expect(given.own().roles[key]).toEqual({ profile: 'mine', kind: 'keys', used: expect.any(Number) });
    expect(JSON.stringify([...given.worker.local.data])).not.toContain(secret);
  });
});

it('the console opens with the page and the region that were chosen for the role', async () => {
  const { worker, session } = await signedIn();
  await worker.send(popup, 'popup/customise-role', { session, ...role, wish: { region: 'us-east-1', console: 's3' } });
  await worker.send(popup, 'popup/open-console', { session, ...role });
  const [{ url } = { url: '' }] = worker.opened as { url: string }[];
  expect(new URLSearchParams(url.split('?')[1]).get('destination')).toBe(
    'https://console.aws.amazon.com/s3?region=us-east-1',
  );
});

it('the console opens the page that the popup requests, but never a page outside the console', async () => {
  const { worker, session } = await signedIn();
  await worker.send(popup, 'popup/customise-role', { session, ...role, wish: { region: 'us-east-1', console: 's3' } });
  await worker.send(popup, 'popup/open-console', { session, ...role, page: 'ec2/home' });
  await worker.send(popup, 'popup/open-console', { session, ...role, page: 'https://evil.example/' });
  const destinations = (worker.opened as { url: string }[]).map(({ url }) =>
    new URLSearchParams(url.split('?')[1]).get('destination'),
  );
  expect(destinations).toEqual(['https://console.aws.amazon.com/ec2/home?region=us-east-1', null]);
});
