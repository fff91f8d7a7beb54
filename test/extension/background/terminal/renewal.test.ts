import { describe, expect, it } from 'vitest';
import type { ProfileView } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { announce, type FakeWorker, fakeWorker, goodHost, options, popup } from '../fakes.ts';
import { framesOf, hostAsks, keyRequests, liveWorker } from '../live/live-rig.ts';
import { credentials, fakePortal, json, refused, startUrl, token } from '../portal-fake.ts';
import { complete, other, use } from '../sessions/sessions-rig.ts';

useFakeClock();

const profile = (name: string, more: Partial<ProfileView> = {}): ProfileView => ({
  ...{ name, accountId: '100000000000', roleName: 'Admin', portal: startUrl, expiration: Date.now() + 600_000 },
  ...more,
});

interface Answer {
  readonly ok: boolean;
  readonly code?: string;
  readonly renewed: readonly { readonly name: string; readonly expiration: number }[];
  readonly failed: readonly { readonly name: string; readonly code: string; readonly message: string }[];
}

const renew = async (worker: Pick<FakeWorker, 'host'>, ...profiles: string[]) =>
  (await hostAsks(worker, 'live-renew', { profiles })) as unknown as Answer;

/** A worker with live profiles switched on, and with these profiles in the credentials file. */
async function ready(profiles: readonly ProfileView[], portal = fakePortal()) {
  const worker = fakeWorker(portal);
  worker.host.answer = (frame) => (frame.kind === 'list-profiles' ? { ok: true, profiles, more: 0 } : goodHost(frame));
  await announce(worker);
  const key = await use(worker);
  await complete(worker);
  await worker.send(popup, 'popup/open');
  await worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, liveProfiles: true } });
  return { worker, portal, key };
}

describe('a request of a program to renew profiles', () => {
  it('causes one write with all new keys; the answer to the program contains the new expiration times, but no keys', async () => {
    const { worker } = await ready([profile('a'), profile('b', { roleName: 'ReadOnly' }), profile('c')]);
    const answer = await renew(worker, 'a', 'b', 'a');
    expect(answer).toMatchObject({ ok: true, failed: [] });
    expect(answer.renewed.map(({ name }) => name)).toEqual(['a', 'b']);
    for (const { expiration } of answer.renewed) expect(expiration).toBeGreaterThan(Date.now() + 3_000_000);
    expect(framesOf(worker, 'write-profiles')).toMatchObject([{ profiles: [{ name: 'a' }, { name: 'b' }] }]);
    expect(JSON.stringify(worker.host.replies)).not.toMatch(/CANARY|ASIA/);
  });

  it('attack 67: gets a reason for each profile that cannot be renewed, and the other profiles are renewed', async () => {
    const portal = fakePortal({
      '/federation': ({ url }) =>
        url.searchParams.get('role_name') === 'ReadOnly' ? refused('ForbiddenException', 403) : undefined,
    });
    const { worker } = await ready(
      [
        ...[profile('a'), profile('b', { roleName: 'ReadOnly' }), profile('far', { portal: other })],
        profile('of-another', { user: 'f'.repeat(32) }),
      ],
      portal,
    );
    const { renewed, failed } = await renew(worker, 'a', 'b', 'far', 'of-another', 'unknown', '__proto__');
    expect(renewed.map(({ name }) => name)).toEqual(['a']);
    expect(Object.fromEntries(failed.map(({ name, code }) => [name, code]))).toEqual(
      Object.fromEntries([
        ['b', 'NO_ACCESS'],
        ['far', 'LIVE_SIGN_IN'],
        ['of-another', 'PROFILE_OF_OTHER_USER'],
        ['unknown', 'PROFILE_NOT_WRITTEN'],
        ['__proto__', 'PROFILE_NOT_WRITTEN'],
      ]),
    );
  });

  it('is refused while live profiles are locked or switched off, and no keys are fetched', async () => {
    const { worker, portal } = await ready([profile('a')]);
    await worker.send(popup, 'popup/lock-live', { locked: true });
    expect(await renew(worker, 'a')).toMatchObject({ ok: false, code: 'LIVE_LOCKED' });
    await worker.send(popup, 'popup/lock-live', { locked: false });
    await worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, liveProfiles: false } });
    await worker.send(popup, 'popup/open');
    expect(await renew(worker, 'a')).toMatchObject({ ok: false, code: 'LIVE_LOCKED' });
    expect(keyRequests(portal)).toBe(0);
  });

  it('causes only one renewal a minute, even if the program sends it again and again', async () => {
    const { worker, portal } = await ready([profile('a')]);
    const first = await renew(worker, 'a');
    const answers = await Promise.all(Array.from({ length: 20 }, () => renew(worker, 'a')));
    for (const each of answers) expect(each.renewed).toEqual(first.renewed);
    expect(keyRequests(portal)).toBe(1);
    await pass(60_000);
    await renew(worker, 'a');
    expect(keyRequests(portal)).toBe(2);
  });

  it('never uses a session of a private window', async () => {
    const portal = fakePortal({ '/federation': () => json({ roleCredentials: credentials() }) });
    const worker = fakeWorker(portal);
    worker.host.answer = (frame) =>
      frame.kind === 'list-profiles' ? { ok: true, profiles: [profile('a')], more: 0 } : goodHost(frame);
    await announce(worker, { token, tab: { incognito: true } });
    await use(worker);
    await worker.send(popup, 'popup/open');
    await worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, liveProfiles: true } });
    expect((await renew(worker, 'a')).failed).toMatchObject([{ name: 'a', code: 'LIVE_SIGN_IN' }]);
    expect(keyRequests(portal)).toBe(0);
  });

  it.each([
    ['no name', { profiles: [] }],
    ['too many names', { profiles: Array.from({ length: 17 }, (_, nth) => `p${nth}`) }],
    ['an account', { profiles: ['a'], accountId: '100000000000' }],
    ['a URL', { profiles: ['a'], portal: startUrl }],
    ['no list', { profiles: 'a' }],
  ])('is refused if it contains %s', async (_, body) => {
    const { worker } = await liveWorker();
    expect(await hostAsks(worker, 'live-renew', body)).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
  });
});
