import { describe, expect, it } from 'vitest';
import { type Personal, personalKey } from '#core/personal.ts';
import { indexKey, type RoleIndex } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import {
  announce,
  cliReply,
  type FakeWorker,
  fakeWorker,
  goodHost,
  options,
  popup,
  portalPage,
  until,
  viewOf,
} from '../fakes.ts';
import { fakePortal, json, startUrl } from '../portal-fake.ts';

useFakeClock();

const A = '100000000000';
const B = '100000000001';
const frames = ({ host }: Pick<FakeWorker, 'host'>) => host.frames.filter(({ kind }) => kind === 'set-up-cli-profiles');
const named = (accountId: string, roleName: string, name = `${accountId}-${roleName}`) => ({
  accountId,
  roleName,
  name,
});
const everyRole = [named(A, 'Admin'), named(A, 'ReadOnly'), named(B, 'Admin'), named(B, 'ReadOnly')];

async function ready({ announced = {}, roles = ['Admin', 'ReadOnly'] } = {}) {
  const has = { roles };
  const portal = fakePortal(
    { '/assignment/roles': () => json({ nextToken: null, roleList: has.roles.map((roleName) => ({ roleName })) }) },
    2,
  );
  const worker = fakeWorker(portal);
  await announce(worker, announced);
  await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
  await worker.send(popup, 'popup/open');
  const session = viewOf(worker).sessions[0]?.key ?? '';
  const listed = () => until(() => viewOf(worker).listing.phase === 'complete');
  const wish = (kind: 'plan' | 'save', given: Record<string, unknown> = {}) =>
    worker.send(popup, `popup/${kind}-cli-profiles`, {
      session,
      roles: [named(A, 'Admin', 'dev')],
      form: 'session',
      whole: false,
      prune: [],
      ...given,
    });
  return { worker, portal, has, session, listed, wish };
}

describe('AWS CLI profiles', () => {
  it('are remembered as a role’s usual kind of access only if the user saves a profile for this role alone', async () => {
    const { worker, session, listed, wish } = await ready();
    await listed();
    const kinds = () => {
      const { roles } = (worker.local.data.get(personalKey(session)) ?? { roles: {} }) as Personal;
      return Object.entries(roles).map(([key, { kind }]) => [key, kind]);
    };
    await wish('save', { roles: everyRole });
    await wish('save');
    await until(() => kinds().length > 0);
    expect(kinds()).toEqual([[`${A}/Admin`, 'cli']]);
  });

  it('are planned or saved with one message to the host; the worker adds the portal, the region and the account names', async () => {
    const { worker, portal, listed, wish } = await ready();
    await listed();
    const before = portal.asked.length;
    expect(await wish('plan')).toEqual({ ok: true, value: cliReply() });
    expect(await wish('save', { form: 'older', template: '{role}', prune: ['old'] })).toMatchObject({ ok: true });
    const common = {
      portal: startUrl,
      region: 'eu-west-1',
      accounts: [{ accountId: A, accountName: 'Account 0', roles: [{ roleName: 'Admin', name: 'dev' }] }],
      whole: false,
    };
    expect(frames(worker)).toMatchObject([
      { ...common, dryRun: true, form: 'session', prune: [] },
      { ...common, dryRun: false, form: 'older', prune: ['old'], template: '{role}' },
    ]);
    expect(portal.asked).toHaveLength(before);
    expect(JSON.stringify(frames(worker))).not.toMatch(/CANARY|ASIA/);
  });

  it('attack 5: are not set up if the popup’s message contains a portal, a region, an account name or a file', async () => {
    const { worker, listed, wish } = await ready();
    await listed();
    for (const more of [
      { portal: 'https://evil.awsapps.com/start' },
      { region: 'us-east-1' },
      { file: '/etc/passwd' },
    ]) {
      expect(await wish('save', more)).toBeUndefined();
    }
    const role = { ...named(A, 'Admin'), accountName: 'x' };
    expect(await wish('save', { roles: [role] })).toBeUndefined();
    expect(frames(worker)).toEqual([]);
  });

  it('attack 1: cannot be set up by a message from a portal page', async () => {
    const { worker, session, listed } = await ready();
    await listed();
    const body = { session, roles: [named(A, 'Admin')], form: 'session', whole: false, prune: [] };
    expect(await worker.send(portalPage(), 'popup/save-cli-profiles', body)).toBeUndefined();
    expect(frames(worker)).toEqual([]);
  });

  it('are refused for a role that is not in the list of the portal’s roles', async () => {
    const { worker, listed, wish } = await ready();
    await listed();
    for (const role of [named(A, 'Other'), named('999999999999', 'Admin')]) {
      expect(await wish('save', { roles: [role] })).toMatchObject({ ok: false, code: 'ROLE_GONE' });
    }
    expect(frames(worker)).toEqual([]);
  });

  it('are sent to the host as the portal’s complete set only if the popup’s message names every role of the portal', async () => {
    const { worker, listed, wish } = await ready();
    await listed();
    await wish('plan', { whole: true, roles: everyRole });
    await wish('plan', { whole: true, roles: everyRole.slice(1) });
    expect(frames(worker).map(({ whole }) => whole)).toEqual([true, false]);
  });

  it('get the region and the output format that `aws configure sso` suggests, and the regions and labels that the user chose', async () => {
    const { worker, session, listed, wish } = await ready();
    await listed();
    await wish('plan');
    expect(frames(worker)[0]).toMatchObject({ defaultRegion: 'eu-west-1', output: 'json' });
    expect(JSON.stringify(frames(worker)[0])).not.toContain('alias');
    const account = { label: 'Shop', production: false, region: 'eu-north-1', names: '' };
    await worker.send(popup, 'popup/customise-account', { session, accountId: A, wish: account });
    const role = { session, accountId: A, roleName: 'ReadOnly', wish: { region: 'us-east-1', console: '' } };
    await worker.send(popup, 'popup/customise-role', role);
    await wish('plan', { roles: everyRole });
    expect(frames(worker)[1]?.accounts).toEqual([
      {
        accountId: A,
        accountName: 'Account 0',
        alias: 'Shop',
        roles: [
          { roleName: 'Admin', name: `${A}-Admin`, region: 'eu-north-1' },
          { roleName: 'ReadOnly', name: `${A}-ReadOnly`, region: 'us-east-1' },
        ],
      },
      {
        accountId: B,
        accountName: 'Account 1',
        roles: [
          { roleName: 'Admin', name: `${B}-Admin` },
          { roleName: 'ReadOnly', name: `${B}-ReadOnly` },
        ],
      },
    ]);
  });

  it('get the default region that the user chose in the settings', async () => {
    const { worker, listed, wish } = await ready();
    await listed();
    const settings = {
      ...defaultSettings,
      defaultRegion: 'eu-north-1',
      nameTemplate: '{role}',
      keepIndexAfterSignOut: false,
    };
    await worker.send(options, 'options/set-settings', { settings: { ...settings, notifyBeforeExpiry: false } });
    await wish('plan');
    expect(frames(worker)[0]).toMatchObject({ defaultRegion: 'eu-north-1' });
  });

  it('are refused, with the reason, if the native host is too old or the portal’s region is unknown', async () => {
    const { worker, listed, wish } = await ready();
    await listed();
    worker.host.answer = (frame) =>
      frame.kind === 'set-up-cli-profiles' ? { ok: false, code: 'UNKNOWN_KIND', message: 'x' } : goodHost(frame);
    expect(await wish('save')).toMatchObject({ ok: false, code: 'HOST_OLD' });
    const other = await ready({ announced: { region: null } });
    expect(await other.wish('save')).toMatchObject({ ok: false, code: 'REGION_UNKNOWN' });
  });
});

describe('a portal for which the user set up all roles', () => {
  const news = { added: 2, renamed: 0, gone: 1 };
  const added = (worker: Pick<FakeWorker, 'session'>) => viewOf(worker).cliNews?.added;
  const changed = (frame: Record<string, unknown>) =>
    frame.kind === 'set-up-cli-profiles' && frame.dryRun === true
      ? { ok: true, ...cliReply({}, news) }
      : goodHost(frame);

  async function setUp() {
    const all = await ready();
    await all.listed();
    await all.wish('save', { whole: true, roles: everyRole, form: 'older', template: '{roleName}-{accountId}' });
    all.worker.host.answer = changed;
    const list = async () => {
      const listedAt = () => (all.worker.local.data.get(indexKey(all.session)) as RoleIndex).listedAt;
      const before = listedAt();
      await all.worker.send(popup, 'popup/refresh', { session: all.session });
      await until(() => listedAt() > before);
    };
    return { ...all, list, asked: () => frames(all.worker).slice(1) };
  }

  it('causes one comparison of its profiles with each new list of roles; the popup shows the changes', async () => {
    const { worker, list, asked } = await setUp();
    expect(added(worker)).toBe(0);
    await list();
    await until(() => added(worker));
    expect(viewOf(worker).cliNews).toEqual({ ...news, form: 'older', template: '{roleName}-{accountId}' });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatchObject({ dryRun: true, whole: true, form: 'older', prune: [] });
    expect(JSON.stringify(asked()[0])).toContain(`"name":"ReadOnly-${A}"`);
    for (const _ of [1, 2]) await worker.send(popup, 'popup/open');
    await pass(30);
    expect(asked()).toHaveLength(1);
    await list();
    await until(() => asked().length === 2);
  });

  it('keeps the user’s account label in profile names when its roles are listed again', async () => {
    const all = await ready();
    await all.listed();
    const wish = { label: 'Shop', production: false, region: '', names: '' };
    await all.worker.send(popup, 'popup/customise-account', { session: all.session, accountId: A, wish });
    await all.wish('save', { whole: true, roles: everyRole, template: '{alias}-{role}' });
    await all.worker.send(popup, 'popup/refresh', { session: all.session });
    await until(() => frames(all.worker).length === 2);
    expect(JSON.stringify(frames(all.worker)[1])).toContain('"name":"shop-admin"');
  });

  it('makes the popup show the changed roles until the user saves the profiles, even after a restart of the worker', async () => {
    const { worker, session, list } = await setUp();
    await list();
    await until(() => added(worker));
    const again = worker.restart();
    await again.send(popup, 'popup/open');
    expect(viewOf(worker).cliNews).toMatchObject(news);
    const wish = { session, roles: everyRole, form: 'older', whole: true, prune: [] };
    await again.send(popup, 'popup/save-cli-profiles', wish);
    await until(() => added(worker) === 0);
  });

  it('is not reported as changed if the user decided to keep the profiles of removed roles', async () => {
    const { worker, list, wish } = await setUp();
    const gone = { name: 'old', accountId: A, roleName: 'Old', is: 'gone' as const };
    const reply = cliReply({ changes: [gone] }, { gone: 1 });
    worker.host.answer = (frame) => (frame.kind === 'set-up-cli-profiles' ? { ok: true, ...reply } : goodHost(frame));
    await wish('save', { whole: true, roles: everyRole });
    const before = frames(worker).length;
    await list();
    await until(() => frames(worker).length > before);
    await pass(30);
    expect(viewOf(worker).cliNews).toMatchObject({ added: 0, renamed: 0, gone: 0 });
  });

  it('causes no comparison of profiles while the host is missing; “Forget everything” deletes the stored set-up', async () => {
    const { worker, list, asked } = await setUp();
    worker.host.drop('Native host has exited.');
    await list();
    await pass(30);
    expect(asked()).toEqual([]);
    expect(JSON.stringify([...worker.local.data])).toContain('cliWhole');
    await worker.send(options, 'options/forget-everything');
    expect(JSON.stringify([...worker.local.data])).not.toContain('cliWhole');
  });

  it('is also forgotten by the host: the first “Forget everything” sends one request, the second sends none', async () => {
    const { worker } = await setUp();
    const forgets = () => worker.host.frames.filter(({ kind }) => kind === 'forget-lists').length;
    await worker.send(options, 'options/forget-everything');
    expect(forgets()).toBe(1);
    await worker.send(options, 'options/forget-everything');
    expect(forgets()).toBe(1);
  });

  it('is forgotten by the extension even if the host cannot erase the list of the portal’s roles; the user gets the reason', async () => {
    const { worker } = await setUp();
    const refusal = { ok: false, code: 'FILE_IO', message: 'No.' };
    worker.host.answer = (frame) => (frame.kind === 'forget-lists' ? refusal : goodHost(frame));
    expect(await worker.send(options, 'options/forget-everything')).toEqual(refusal);
    expect(JSON.stringify([...worker.local.data])).not.toContain('cliWhole');
  });

  it('is not stored on disk if it was set up in a private window', async () => {
    const all = await ready({ announced: { tab: { incognito: true } } });
    await all.listed();
    await all.wish('save', { whole: true, roles: everyRole });
    expect(JSON.stringify([...all.worker.local.data])).not.toContain('cliWhole');
    // The host stores a list of roles only if the worker sends it with `whole: true`. A list from a private window is
    // sent with `whole: false`.
    expect(frames(all.worker).map(({ whole }) => whole)).toEqual([false]);
  });
});
