import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/protocol/messages.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, options, popup, portalPage, until, viewOf } from '../fakes.ts';
import { json, refused, startUrl } from '../portal-fake.ts';
import { other, use } from '../sessions/sessions-rig.ts';
import { freshWorker, HOUR, live, MINUTE, written } from './fresh-rig.ts';

useFakeClock();

describe('profiles that are kept fresh', () => {
  it('are renewed without a notification each time after half of the validity of their keys', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    expect(await rig.keep(['a'])).toEqual({ ok: true, value: null });
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
    await live(rig, 29 * MINUTE);
    expect(rig.writtenNames()).toEqual([]);
    await live(rig, 2 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
    await live(rig, 61 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a'], ['a'], ['a']]);
    expect(rig.worker.badge.filter((text) => text !== '')).toEqual([]);
    expect(rig.worker.notices).toEqual([]);
  });

  it('are renewed after six hours if their keys are valid for twelve hours', async () => {
    const rig = await freshWorker({ life: 12 * HOUR });
    await rig.put(written('a', 12 * HOUR));
    await rig.keep(['a']);
    await live(rig, 6 * HOUR - MINUTE);
    expect(rig.writtenNames()).toEqual([]);
    await live(rig, 2 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('are renewed at most 13 times in an hour if their keys are valid for 15 minutes', async () => {
    const rig = await freshWorker({ life: 15 * MINUTE });
    await rig.put(written('a', 15 * MINUTE));
    await rig.keep(['a']);
    await live(rig, HOUR);
    expect(rig.writes().length).toBeLessThanOrEqual(13);
    expect(rig.writes().length).toBeGreaterThanOrEqual(6);
  });

  it('are renewed at most once a minute if their keys are valid for only a few seconds', async () => {
    const rig = await freshWorker({ life: 10_000 });
    await rig.put(written('a', 10_000));
    await rig.keep(['a']);
    await live(rig, 10 * MINUTE);
    expect(rig.writes().length).toBeLessThanOrEqual(11);
  });

  it('are written together if 20 profiles must be renewed at about the same time', async () => {
    const rig = await freshWorker();
    const names = Array.from({ length: 20 }, (_, at) => `p${at}`);
    await rig.put(...names.map((name, at) => written(name, HOUR + at * 5_000, { roleName: `Role${at}` })));
    await rig.keep(names);
    await live(rig, 40 * MINUTE);
    expect(rig.writtenNames().map((each) => each.toSorted())).toEqual([names.toSorted()]);
    expect(rig.fetched()).toBe(20);
  });

  it('are renewed later if the portal answers with status 429, even if only one profile is kept fresh', async () => {
    let left = 2;
    const rig = await freshWorker({
      answer: () => {
        left -= 1;
        return left >= 0 ? refused('TooManyRequestsException', 429) : undefined;
      },
    });
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 30 * MINUTE + 20_000);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('are renewed later if another program has already renewed them', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 20 * MINUTE);
    rig.profiles[0] = { ...(rig.profiles[0] as ProfileView), expiration: Date.now() + HOUR };
    await live(rig, 20 * MINUTE);
    expect(rig.writes()).toEqual([]);
    await live(rig, 11 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('do not exist until the user chooses one; the first choice also switches on live profiles', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'), written('b'));
    await live(rig, 40 * MINUTE);
    expect(rig.writes()).toEqual([]);
    expect(await rig.now.keepFresh.wantsPort()).toBe(false);
    expect(rig.settings().liveProfiles ?? false).toBe(false);
    await rig.keep(['a']);
    expect(rig.settings().liveProfiles).toBe(true);
    expect(await rig.now.keepFresh.wantsPort()).toBe(true);
    await live(rig, MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
    await rig.keep(['a'], false);
    expect(await rig.view()).toEqual({ names: [], failures: [] });
    expect(await rig.now.keepFresh.wantsPort()).toBe(false);
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toHaveLength(1);
  });

  it('keep the port to the host open as long as the user has chosen at least one profile', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    const asked = (kind: string) => rig.worker.host.frames.filter((frame) => frame.kind === kind).length;
    expect(asked('serve-live')).toBe(0);
    await rig.keep(['a']);
    await until(() => asked('serve-live') > 0);
    const before = rig.worker.host.closed;
    await pass(5 * MINUTE);
    expect(rig.worker.host.closed).toBe(before);
    await rig.keep(['a'], false);
    await until(() => asked('stop-live') === 1);
    await until(() => rig.worker.host.closed > before);
  });

  it('are renewed again when live profiles are switched on again', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await rig.worker.send(popup, 'popup/switch-live', { on: false });
    await live(rig, 40 * MINUTE);
    expect(rig.writes()).toEqual([]);
    await rig.worker.send(popup, 'popup/switch-live', { on: true });
    await until(() => rig.writes().length === 1);
  });

  it('are renewed after a restart of the browser, even without an open portal page, if Keyferry may read the cookie', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    rig.worker.session.data.clear();
    rig.worker.allowed.add('cookies');
    rig.worker.jar.put(startUrl, 'TOKENOFONEEXAMPLE');
    const again = { ...rig.worker, ...rig.worker.restart() };
    await again.worker.live.started();
    await again.worker.schedule.update();
    await live({ worker: again }, 31 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('are not renewed while live profiles are switched off', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await rig.set({ liveProfiles: false });
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toEqual([]);
    expect(await rig.view()).toEqual({ names: [], failures: [] });
  });

  it('are still renewed after a restart of the worker', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    const again = { ...rig.worker, ...rig.worker.restart() };
    await again.worker.schedule.update();
    await live({ worker: again }, 31 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('are still renewed after a restart of the browser: the worker requests the host’s list of profiles again', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    rig.worker.session.data.clear();
    const again = { ...rig.worker, ...rig.worker.restart() };
    await again.worker.schedule.update();
    await live({ worker: again }, 20 * MINUTE);
    const lists = () => rig.worker.host.frames.filter(({ kind }) => kind === 'list-profiles').length;
    const before = lists();
    await announce(again, { token: 'TOKENOFONEEXAMPLE' });
    await live({ worker: again }, 12 * MINUTE);
    expect(lists()).toBeGreaterThan(before);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('are renewed with a session of their own portal, even if the popup shows another portal', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await announce(rig.worker, { url: other, token: 'TOKENOFTWOEXAMPLE' });
    await use(rig.worker, other);
    await live(rig, 31 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
    expect(rig.writes()).toMatchObject([{ portal: startUrl }]);
  });

  it('include all written profiles of the user if the user turned on “Keep fresh” for all profiles', async () => {
    const rig = await freshWorker();
    await rig.put(
      written('a'),
      written('theirs', HOUR, { user: 'b'.repeat(32) }),
      written('far', HOUR, { portal: other }),
    );
    rig.profiles.push({ ...written('unclear'), user: undefined });
    await rig.now.written.ask();
    await rig.set({ keepFresh: true });
    expect(rig.settings().liveProfiles).toBe(true);
    expect((await rig.view()).names).toEqual(['a']);
    await live(rig, 31 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
    expect(await rig.keep(['a'], false)).toMatchObject({ ok: false, code: 'FRESH_REFUSED' });
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
  });

  it('are never renewed if an administrator forbids live profiles', async () => {
    const rig = await freshWorker({ managed: { liveProfiles: false } });
    await rig.put(written('a'));
    expect(await rig.keep(['a'])).toMatchObject({ ok: false, code: 'FRESH_REFUSED' });
    await rig.set({ keepFresh: true, liveProfiles: true });
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toEqual([]);
    expect(await rig.view()).toEqual({ names: [], failures: [] });
    expect(await rig.now.keepFresh.wantsPort()).toBe(false);
  });
});

describe('the list of profiles that are kept fresh', () => {
  it('no longer contains a profile that was removed, renamed or written for another role, even if the profile comes back', async () => {
    const rig = await freshWorker();
    await rig.put(written('removed'), written('renamed'), written('other-role'), written('stays'));
    await rig.keep(['removed', 'renamed', 'other-role', 'stays']);
    const all = [...rig.profiles];
    rig.profiles.splice(0, 4, { ...all[1], name: 'new-name' } as never, { ...all[2], roleName: 'Other' } as never);
    rig.profiles.push(all[3] as never);
    await rig.now.written.ask();
    await pass(200);
    rig.profiles.splice(0, rig.profiles.length, ...all);
    await rig.now.written.ask();
    await pass(200);
    expect((await rig.view()).names).toEqual(['stays']);
  });

  it('still contains every profile if the host can list only a part of the profiles', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    const { answer } = rig.worker.host;
    rig.worker.host.answer = (frame) =>
      frame.kind === 'list-profiles' ? { ok: true, profiles: [], more: 1 } : answer(frame);
    await rig.now.written.ask();
    await pass(200);
    rig.worker.host.answer = answer;
    await rig.now.written.ask();
    expect((await rig.view()).names).toEqual(['a']);
  });

  it('attack 50: no longer contains a profile that another user has overwritten, even if the host lists only some profiles', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    const { answer } = rig.worker.host;
    rig.worker.host.answer = (frame) =>
      frame.kind === 'list-profiles' ? { ...answer(frame), more: 1 } : answer(frame);
    rig.profiles[0] = { ...written('a'), user: 'b'.repeat(32) };
    await rig.now.written.ask();
    expect((await rig.view()).names).toEqual([]);
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toEqual([]);
    expect(rig.fetched()).toBe(0);
  });

  it('attack 50: never contains a profile of another user, and the worker never renews such a profile', async () => {
    const rig = await freshWorker();
    const theirs = written('theirs', HOUR, { user: 'b'.repeat(32) });
    await rig.put(written('mine'), theirs, written('far', HOUR, { portal: other }));
    expect(await rig.keep(['theirs'])).toMatchObject({ code: 'PROFILE_OF_OTHER_USER' });
    expect(await rig.keep(['far'])).toMatchObject({ code: 'PROFILE_UNKNOWN' });
    expect(await rig.keep(['nowhere'])).toMatchObject({ code: 'PROFILE_UNKNOWN' });
    await rig.keep(['mine']);
    rig.profiles[0] = { ...written('mine'), user: 'b'.repeat(32) };
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toEqual([]);
    expect((await rig.view()).names).toEqual([]);
  });

  it('belongs to one user; when another user signs in, the profiles of the first user are not renewed', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await rig.signIn('TOKENOFTWOEXAMPLE');
    await live(rig, HOUR);
    expect(rig.writes()).toEqual([]);
    expect((await rig.view()).names).toEqual([]);
    await rig.signIn('TOKENOFONEEXAMPLE');
    await live(rig, MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('is stored on disk with favourites and labels, and is erased by “Forget everything”', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 31 * MINUTE);
    const stored = () => JSON.stringify([...rig.worker.local.data, ...rig.worker.session.data]);
    expect(JSON.stringify([...rig.worker.local.data])).toContain('"fresh":{"a":"111122223333/Admin"}');
    expect(rig.worker.session.data.has('fresh')).toBe(true);
    await rig.worker.send(options, 'options/forget-everything');
    expect(stored()).not.toContain('111122223333/Admin');
    expect(rig.worker.session.data.has('fresh')).toBe(false);
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toHaveLength(1);
  });

  it('contains no profile of a private window, even if the user turned on “Keep fresh” for all profiles', async () => {
    const rig = await freshWorker();
    await rig.worker.send(portalPage(), 'portal/signed-out');
    await rig.signIn('TOKENOFONEEXAMPLE', { incognito: true, cookieStoreId: 'private' });
    await rig.put(written('a'));
    expect(await rig.keep(['a'])).toMatchObject({ ok: false, code: 'FRESH_REFUSED' });
    await rig.set({ keepFresh: true });
    await live(rig, 2 * HOUR);
    expect(rig.writes()).toEqual([]);
    expect((await rig.view()).names).toEqual([]);
  });
});

describe('a failed renewal by the option “Keep fresh”', () => {
  it('is shown once with its reason, and is repeated after longer and longer waits until it succeeds', async () => {
    let isRefused = true;
    const rig = await freshWorker({
      answer: () => (isRefused ? refused('ForbiddenException', 403) : undefined),
    });
    rig.worker.allowed.add('notifications');
    await rig.put(written('a', 8 * HOUR));
    await rig.keep(['a']);
    await rig.set({ notifyBeforeExpiry: true, liveProfiles: true });
    await live(rig, 4 * HOUR + MINUTE);
    const { failures } = await rig.view();
    expect(failures).toEqual([{ name: 'a', message: expect.stringContaining('no access') }]);
    const first = rig.fetched();
    await live(rig, HOUR);
    expect(rig.fetched() - first).toBeGreaterThanOrEqual(4);
    expect(rig.fetched() - first).toBeLessThanOrEqual(7);
    expect(rig.worker.notices).toMatchObject([{ message: expect.stringContaining('a: You have no access') }]);
    isRefused = false;
    await live(rig, 31 * MINUTE);
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('lets the badge count down to the expiration of the profile', async () => {
    const rig = await freshWorker({ answer: () => refused('ForbiddenException', 403) });
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 56 * MINUTE);
    expect(rig.worker.badge.at(-1)).toBe('4m');
  });

  it('is not shown on the badge while the renewal is still under way', async () => {
    const rig = await freshWorker({ answer: () => new Promise(() => undefined) });
    await rig.put(written('a', 10 * MINUTE));
    await rig.keep(['a']);
    await until(() => rig.fetched() === 1);
    rig.profiles[0] = { ...(rig.profiles[0] as ProfileView), expiration: Date.now() + 4 * MINUTE };
    await rig.now.written.ask();
    await pass(1_000);
    expect(rig.worker.badge.filter((text) => text !== '')).toEqual([]);
  });

  it('is not shown if the network failed only for a short time', async () => {
    let isAway = true;
    const rig = await freshWorker({
      answer: () => {
        if (isAway) throw new TypeError('no network');
        return undefined;
      },
    });
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 30.5 * MINUTE);
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
    await live(rig, 2 * MINUTE);
    expect((await rig.view()).failures).toMatchObject([{ name: 'a' }]);
    isAway = false;
    await live(rig, 5 * MINUTE);
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('is not shown if the session has ended; the renewal waits until the user signs in again', async () => {
    let isOver = true;
    const rig = await freshWorker({ answer: () => (isOver ? refused('UnauthorizedException', 401) : undefined) });
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 5 * HOUR);
    expect(rig.fetched()).toBe(1);
    expect(await rig.view()).toEqual({ names: ['a'], failures: [] });
    isOver = false;
    await rig.signIn('TOKENOFONEAGAINEXAMPLE');
    await live(rig, MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('does not stop the renewal of other profiles', async () => {
    const rig = await freshWorker({
      answer: ({ url }) =>
        url.searchParams.get('role_name') === 'Lost' ? refused('ForbiddenException', 403) : undefined,
    });
    await rig.put(written('a'), written('b', HOUR, { roleName: 'Lost' }));
    await rig.keep(['a', 'b']);
    await live(rig, 31 * MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
    expect((await rig.view()).failures).toMatchObject([{ name: 'b' }]);
  });

  it('is not repeated while the host is missing; after the popup finds the host, the profile is renewed', async () => {
    const rig = await freshWorker();
    await rig.put(written('a'));
    await rig.keep(['a']);
    const { connectNative } = rig.worker.host;
    rig.worker.host.drop();
    let tries = 0;
    rig.worker.host.connectNative = () => {
      tries += 1;
      throw new Error('Specified native messaging host not found.');
    };
    await live(rig, 2 * HOUR);
    expect(rig.fetched()).toBe(0);
    // The worker tries twice to reach the program: once to open the port, and once to renew the keys.
    expect(tries).toBeLessThanOrEqual(2);
    expect((await rig.view()).failures).toMatchObject([
      { name: 'a', message: expect.stringContaining('not installed') },
    ]);
    rig.worker.host.connectNative = connectNative;
    await rig.worker.send(popup, 'popup/retry-host');
    await live(rig, MINUTE);
    expect(rig.writtenNames()).toEqual([['a']]);
  });

  it('attack 29: is shown without any secret', async () => {
    const rig = await freshWorker({ answer: () => json({ roleCredentials: { accessKeyId: 'x' } }) });
    await rig.put(written('a'));
    await rig.keep(['a']);
    await live(rig, 35 * MINUTE);
    expect((await rig.view()).failures).toHaveLength(1);
    expect(JSON.stringify(viewOf(rig.worker))).not.toMatch(/CANARY|ASIA|TOKENOF/);
  });
});

describe('profiles of another user of the portal', () => {
  it('attack 50: are neither counted in the badge nor shown in the popup', async () => {
    const rig = await freshWorker();
    await rig.put(written('theirs', 4.5 * MINUTE, { user: 'b'.repeat(32) }), written('mine', 30 * MINUTE));
    expect(rig.worker.badge.at(-1)).toBe('');
    await rig.now.view.refresh();
    expect(viewOf(rig.worker).profiles.map(({ name }) => name)).toEqual(['mine']);
    await rig.put(written('soon', 4.5 * MINUTE));
    expect(rig.worker.badge.at(-1)).toBe('5m');
  });
});
