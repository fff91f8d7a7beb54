import { describe, expect, it } from 'vitest';
import type { ProfileView, Renewal } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import {
  announce,
  type FakeWorker,
  fakeWorker,
  goodHost,
  listedSession,
  options,
  popup,
  portalPage,
  until,
  viewOf,
} from '../fakes.ts';
import { credentials, fakePortal, json, type Reply, refused, startUrl } from '../portal-fake.ts';

useFakeClock();

const framesOf = ({ host }: FakeWorker, wanted: string) => host.frames.filter(({ kind }) => kind === wanted);
const OTHER = 'https://other.awsapps.com/start';

const profile = (name: string, more: Partial<ProfileView> = {}): ProfileView => ({
  name,
  accountId: '111122223333',
  roleName: 'Admin',
  portal: startUrl,
  expiration: Date.now() + 3_600_000,
  ...more,
});
const usual = [
  profile('a'),
  profile('a-too'),
  profile('b', { roleName: 'ReadOnly' }),
  profile('far', { portal: OTHER }),
];

async function ready(profiles: readonly ProfileView[] = usual, reply?: (role: string | null) => Reply | undefined) {
  const portal = fakePortal({
    '/federation': ({ url }) => reply?.(url.searchParams.get('role_name')) ?? json({ roleCredentials: credentials() }),
  });
  const worker = fakeWorker(portal);
  worker.host.answer = (frame) => (frame.kind === 'list-profiles' ? { ok: true, profiles, more: 0 } : goodHost(frame));
  const session = await listedSession(worker);
  const fetched = () => portal.paths().filter((path) => path === '/federation/credentials').length;
  const renew = async (...names: string[]) =>
    (await worker.send(popup, 'popup/renew-profiles', { session, names })) as {
      ok: boolean;
      code?: string;
      value?: Renewal;
    };
  return { worker, session, fetched, renew };
}

describe('the list of written profiles', () => {
  it('is sent to the popup when the popup opens, and is still there after a restart of the worker', async () => {
    const { worker } = await ready();
    await until(() => viewOf(worker).profiles.length === 4);
    const again = worker.restart();
    expect((await again.worker.view.refresh()).profiles.map(({ name }) => name)).toEqual(['a', 'a-too', 'b', 'far']);
  });

  it('is requested from the host again after a profile was written', async () => {
    const { worker, session } = await ready();
    await until(() => framesOf(worker, 'list-profiles').length === 1);
    const wish = { session, accountId: '111122223333', roleName: 'Admin', name: 'new', replace: false };
    await worker.send(popup, 'popup/write-profile', wish);
    await until(() => framesOf(worker, 'list-profiles').length === 2);
  });

  it('is empty when the host is too old to list profiles, and the popup still works', async () => {
    const { worker } = await ready();
    worker.host.answer = (frame) =>
      frame.kind === 'list-profiles' ? { ok: false, code: 'UNKNOWN_KIND', message: 'unknown' } : goodHost(frame);
    await worker.send(popup, 'popup/open');
    await until(() => viewOf(worker).profiles.length === 0);
    expect(viewOf(worker).host).toMatchObject({ state: 'ready' });
  });

  it('is erased by “Forget everything”', async () => {
    const { worker } = await ready();
    await until(() => viewOf(worker).profiles.length === 4);
    await worker.send(options, 'options/forget-everything');
    expect(viewOf(worker).profiles).toEqual([]);
  });
});

describe('renewing profiles', () => {
  it('sends one request for each role to the portal, and one write request to the host', async () => {
    const { worker, renew, fetched } = await ready();
    const answer = await renew('a', 'b', 'a-too', 'a');
    expect(answer).toMatchObject({ ok: true, value: { failed: [] } });
    expect(answer.value?.renewed.map(({ name }) => name)).toEqual(['a', 'b', 'a-too']);
    expect(fetched()).toBe(2);
    expect(framesOf(worker, 'write-profiles')).toMatchObject([
      {
        portal: startUrl,
        replace: false,
        profiles: [
          { name: 'a', roleName: 'Admin' },
          { name: 'b', roleName: 'ReadOnly' },
          { name: 'a-too', roleName: 'Admin' },
        ],
      },
    ]);
    expect(JSON.stringify(framesOf(worker, 'write-profiles'))).not.toContain('"region"');
    expect(JSON.stringify(answer)).not.toMatch(/CANARY|ASIA/);
  });

  it('does not change the region of a profile, even if the user set another default region', async () => {
    const { worker, renew } = await ready();
    const settings = {
      ...defaultSettings,
      defaultRegion: 'eu-north-1',
      nameTemplate: 'x',
      keepIndexAfterSignOut: false,
      notifyBeforeExpiry: false,
    };
    await worker.send(options, 'options/set-settings', { settings });
    await renew('a');
    expect(framesOf(worker, 'write-profiles')).toHaveLength(1);
    expect(JSON.stringify(framesOf(worker, 'write-profiles'))).not.toContain('"region"');
  });

  it('attack 50: renews only profiles of the session’s user, if the host can store users', async () => {
    const other = 'b'.repeat(32);
    const { worker, renew, fetched } = await ready([profile('theirs', { user: other }), profile('older')]);
    const { answer } = worker.host;
    worker.host.answer = (frame) => {
      const reply = answer(frame);
      return frame.kind === 'hello' ? { ...reply, marksUsers: true } : reply;
    };
    worker.host.drop();
    await renew('theirs', 'older');
    const { value } = await renew('theirs', 'older');
    expect(value).toMatchObject({
      renewed: [],
      failed: [
        { name: 'theirs', code: 'PROFILE_OF_OTHER_USER', message: expect.stringContaining('another user') },
        { name: 'older', code: 'PROFILE_OF_OTHER_USER', message: expect.stringContaining('does not say') },
      ],
    });
    expect(fetched()).toBe(0);
  });

  it('attack 50: sends the session’s user only to a host that can store users', async () => {
    const { worker, session } = await ready();
    const write = { session, accountId: '111122223333', roleName: 'Admin', name: 'p', replace: false };
    await worker.send(popup, 'popup/write-profile', write);
    const { answer } = worker.host;
    worker.host.answer = (frame) => {
      const reply = answer(frame);
      return frame.kind === 'hello' ? { ...reply, marksUsers: true } : reply;
    };
    worker.host.drop();
    await worker.send(popup, 'popup/write-profile', write);
    const users = framesOf(worker, 'write-profiles').map(({ user }) => user);
    expect(users).toEqual([undefined, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it('attack 7: fetches no keys for a profile of another portal or for a profile that the host did not list', async () => {
    const { worker, renew, fetched } = await ready();
    const answer = await renew('far', 'invented');
    expect(answer.value).toMatchObject({
      renewed: [],
      failed: [
        { name: 'far', code: 'PROFILE_UNKNOWN' },
        { name: 'invented', code: 'PROFILE_UNKNOWN' },
      ],
    });
    expect(fetched()).toBe(0);
    expect(framesOf(worker, 'write-profiles')).toEqual([]);
  });

  it('reports each profile that could not be renewed, and writes the other profiles', async () => {
    const lost = (role: string | null) => (role === 'ReadOnly' ? refused('ForbiddenException', 403) : undefined);
    const { worker, renew } = await ready(usual, lost);
    const { value } = await renew('a', 'b');
    expect(value).toMatchObject({ renewed: [{ name: 'a' }], failed: [{ name: 'b', code: 'NO_ACCESS' }] });
    expect(framesOf(worker, 'write-profiles')).toMatchObject([{ profiles: [{ name: 'a' }] }]);
  });

  it('attack 8: writes nothing if the user signs out before the fetched keys are written', async () => {
    let answer = (_: Response) => {};
    const { worker, renew, fetched } = await ready(usual, () => new Promise((resolve) => (answer = resolve)));
    const click = renew('a');
    await until(() => fetched() === 1);
    await worker.send(portalPage(), 'portal/signed-out');
    answer(json({ roleCredentials: credentials() }));
    await click;
    expect(framesOf(worker, 'write-profiles')).toEqual([]);
  });

  it('fails with the error HOST_OLD when the host cannot list profiles, and sends no request to the portal', async () => {
    const { worker, renew, fetched } = await ready();
    worker.host.answer = (frame) =>
      frame.kind === 'hello' ? goodHost(frame) : { ok: false, code: 'UNKNOWN_KIND', message: 'unknown' };
    expect(await renew('a')).toMatchObject({ ok: false, code: 'HOST_OLD' });
    expect(await worker.send(popup, 'popup/remove-profiles', { names: ['a'] })).toMatchObject({ code: 'HOST_OLD' });
    expect(fetched()).toBe(0);
  });
});

describe('removing profiles', () => {
  it('sends the host the start URL of the current portal, and then requests the list of profiles again', async () => {
    const { worker } = await ready();
    await until(() => framesOf(worker, 'list-profiles').length === 1);
    const answer = await worker.send(popup, 'popup/remove-profiles', { names: ['a'] });
    expect(answer).toMatchObject({ ok: true, value: { removed: ['a'] } });
    expect(framesOf(worker, 'remove-profiles')).toMatchObject([{ names: ['a'], portal: startUrl }]);
    await until(() => framesOf(worker, 'list-profiles').length === 2);
  });

  it('reports the host’s error if the host refuses to remove a profile', async () => {
    const { worker } = await ready();
    const { answer } = worker.host;
    const refusal = { ok: false, code: 'PROFILE_FOREIGN', message: 'It was not written by Keyferry.' };
    worker.host.answer = (frame) => (frame.kind === 'remove-profiles' ? refusal : answer(frame));
    expect(await worker.send(popup, 'popup/remove-profiles', { names: ['mine'] })).toEqual(refusal);
  });
});

describe('before a profile expires', () => {
  // The worker has its own clock, so the expiry times are computed with this clock.
  const soon = (worker: FakeWorker, ...names: string[]) => {
    const expiration = worker.now() + 4.5 * 60_000;
    return names.map((name) => profile(name, { expiration }));
  };
  const list = (worker: FakeWorker, profiles: readonly ProfileView[]) => {
    worker.host.answer = (frame) =>
      frame.kind === 'list-profiles' ? { ok: true, profiles, more: 0 } : goodHost(frame);
    return worker.worker.written.ask();
  };
  const wish = (worker: FakeWorker, notifyBeforeExpiry: boolean) =>
    worker.send(options, 'options/set-settings', {
      settings: {
        ...defaultSettings,
        defaultRegion: '',
        nameTemplate: 'x',
        keepIndexAfterSignOut: false,
        notifyBeforeExpiry,
      },
    });

  it('attack 29: the badge counts down and an alarm is set; neither contains a secret', async () => {
    const { worker } = await ready();
    await list(worker, soon(worker, 'a'));
    await until(() => worker.badge.at(-1) === '5m');
    expect(worker.alarms.at(-1)).toBeGreaterThan(worker.now() - 60_000);
    expect(worker.badge.join('')).not.toMatch(/CANARY|ASIA/);
  });

  it('the badge counts down only for profiles of the current portal', async () => {
    const { worker } = await ready();
    await list(worker, [profile('far', { portal: OTHER, expiration: worker.now() + 4.5 * 60_000 })]);
    await pass(1000);
    expect(worker.badge.at(-1)).toBe('');
    await announce(worker, { url: OTHER, token: 'OTHERTOKENEXAMPLE' });
    const other = viewOf(worker).sessions.find((each) => each.startUrl === OTHER)?.key;
    await worker.send(popup, 'popup/use-portal', { session: other });
    await until(() => worker.badge.at(-1) === '5m');
  });

  it('no notification is shown if the user did not turn notifications on', async () => {
    const { worker } = await ready();
    await list(worker, soon(worker, 'a'));
    await pass(1000);
    expect(worker.notices).toEqual([]);
  });

  it('one notification lists all profiles that expire soon; it is not shown again after a restart of the worker', async () => {
    const { worker } = await ready();
    await wish(worker, true);
    await list(worker, soon(worker, 'a', 'b'));
    await until(() => worker.notices.length === 1);
    expect(worker.notices[0]).toMatchObject({ title: '2 profiles end in 5 minutes', message: 'Click to renew a, b.' });
    await worker.restart().worker.view.refresh();
    await pass(1000);
    expect(worker.notices).toHaveLength(1);
  });

  it('a click on the notification renews the profiles in the same way as a click in the popup', async () => {
    const { worker, fetched } = await ready();
    await wish(worker, true);
    await list(worker, soon(worker, 'a'));
    await until(() => worker.notices.length === 1);
    await worker.worker.renewalNotice.clicked(worker.notices[0]?.id ?? '');
    expect(fetched()).toBe(1);
    expect(framesOf(worker, 'write-profiles')).toMatchObject([{ profiles: [{ name: 'a' }] }]);
    expect(worker.notices).toHaveLength(1);
  });

  it('attack 7: a click on the notification renews the profiles of two portals, each with its own portal’s session', async () => {
    const { worker, fetched } = await ready();
    await announce(worker, { url: OTHER, token: 'OTHERTOKENEXAMPLE' });
    const other = viewOf(worker).sessions.find((each) => each.startUrl === OTHER)?.key;
    await worker.send(popup, 'popup/use-portal', { session: other });
    await worker.worker.renewalNotice.clicked('renew ["a","far"]');
    expect(worker.notices).toEqual([]);
    expect(fetched()).toBe(2);
    expect(framesOf(worker, 'write-profiles')).toMatchObject([
      { portal: startUrl, profiles: [{ name: 'a' }] },
      { portal: OTHER, profiles: [{ name: 'far' }] },
    ]);
  });

  it('a click on the notification shows why a profile was not renewed if nobody is signed in at the profile’s portal', async () => {
    const { worker, fetched } = await ready();
    await worker.worker.renewalNotice.clicked('renew ["a","far"]');
    expect(fetched()).toBe(1);
    expect(worker.notices).toMatchObject([{ message: expect.stringMatching(/Sign in/) }]);
  });

  it('a click on the notification after the user signed out shows why nothing was renewed', async () => {
    const { worker } = await ready();
    await worker.send(portalPage(), 'portal/signed-out');
    await worker.worker.renewalNotice.clicked('renew ["a"]');
    expect(worker.notices).toMatchObject([
      { title: 'The profile was not renewed', message: expect.stringMatching(/Sign in/) },
    ]);
  });
});
